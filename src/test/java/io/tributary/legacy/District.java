package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.fault.Retries;
import io.tributary.manifest.BatchSize;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Connection;
import io.tributary.manifest.DeadLetterRules;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Indexes;
import io.tributary.manifest.LegacySource;
import io.tributary.manifest.LoadStyle;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.PlanRule;
import io.tributary.manifest.Ranges;
import io.tributary.manifest.Scope;
import io.tributary.manifest.Secret;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValidationRules;
import io.tributary.manifest.ValueSource;
import io.tributary.testing.LegacyKind;
import io.tributary.testing.TestLegacy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One district's legacy database with a manifest that reads it. */
final class District implements AutoCloseable {

  static final SourcePosition AT = new SourcePosition("m.yaml", 3, 5, "entities.x");

  final TestLegacy legacy;
  final Tenant tenant;
  private final Map<String, Entity> entities = new LinkedHashMap<>();
  private final LegacyDatabases databases;

  /** In H2. */
  District() {
    this(LegacyKind.H2);
  }

  District(LegacyKind kind) {
    this.legacy = TestLegacy.create(kind);
    this.tenant =
        tenant(
            "north",
            legacy.url() + kind.pick(";IFEXISTS=TRUE", ""),
            legacy.user(),
            legacy.password(),
            4);
    this.databases =
        new LegacyDatabases(
            manifest(List.of(tenant), Map.of()),
            Duration.ofSeconds(kind == LegacyKind.H2 ? 2 : 15),
            Retries.NONE,
            Duration.ofMinutes(1));
  }

  static Tenant tenant(String name, String url, int maxConnections) {
    return tenant(name, url, "sa", "", maxConnections);
  }

  private static Tenant tenant(
      String name, String url, String user, String password, int maxConnections) {
    return new Tenant(
        UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        name,
        ZoneOffset.UTC,
        new Connection(
            url, Optional.of(user), Optional.of(new Secret(password)), Map.of(), maxConnections),
        AT);
  }

  static Manifest manifest(List<Tenant> tenants, Map<String, Entity> entities) {
    return new Manifest(
        "m",
        Path.of("m.yaml"),
        new Secret("s"),
        new Manifest.Conventions("id", "tenant_id", "legacy_id"),
        DeadLetterRules.DEFAULT,
        ValidationRules.DEFAULT,
        tenants,
        Map.of(),
        List.of(),
        entities,
        List.of());
  }

  static LegacySource table(String table, String... key) {
    return new LegacySource("dbo", Optional.of(table), Optional.empty(), List.of(key), none());
  }

  static LegacySource query(String query, String... key) {
    return new LegacySource("dbo", Optional.empty(), Optional.of(query), List.of(key), none());
  }

  static LegacySource where(LegacySource source, String where) {
    return new LegacySource(
        source.schema(), source.table(), source.query(), source.key(), Optional.of(where));
  }

  static Entity entity(
      String name, LegacySource source, Set<String> ignore, ValueSource.Reference... references) {
    List<ColumnMapping> columns = new ArrayList<>();
    for (ValueSource.Reference reference : references) {
      columns.add(
          new ColumnMapping(
              "c" + columns.size(), reference, List.of(), Optional.empty(), Optional.empty(), AT));
    }
    return new Entity(
        name,
        name,
        "s",
        1,
        Set.of(),
        Scope.TENANT,
        List.of(),
        source,
        new BatchSize(3, 1_000_000),
        LoadStyle.COPY,
        Indexes.KEEP,
        Ranges.AUTO,
        PlanRule.WARN,
        List.of(new TableMapping("target", columns, List.of(), AT)),
        ignore,
        AT);
  }

  Entity add(String name, LegacySource source, ValueSource.Reference... references) {
    return add(entity(name, source, Set.of(), references));
  }

  Entity add(Entity entity) {
    entities.put(entity.name(), entity);
    return entity;
  }

  Manifest manifest() {
    return manifest(List.of(tenant), entities);
  }

  LegacyDatabases databases() {
    return databases;
  }

  LegacyDatabase database() {
    return databases.of(tenant);
  }

  Claim claim(Entity entity) {
    return claim(entity, Optional.empty());
  }

  Claim claim(Entity entity, Optional<List<String>> cursor) {
    return new Claim(
        new UUID(1, 1), entity, tenant, 0, 1, 1, 1, 1, LoadMode.DIRECT, cursor, "fingerprint");
  }

  KeysetReader reader(Entity entity, int rows, long bytes) {
    return database().reader(claim(entity), manifest(), new BatchSize(rows, bytes), 100);
  }

  /** All batches, each read after the last key of the one before. */
  List<Batch> readAll(Entity entity, int rows) {
    return readAll(reader(entity, rows, 1_000_000));
  }

  static List<Batch> readAll(KeysetReader reader) {
    List<Batch> batches = new ArrayList<>();
    Optional<List<String>> lower = Optional.empty();
    Optional<Batch> next = reader.next(lower);
    while (next.isPresent()) {
      batches.add(next.get());
      lower = Optional.of(next.get().upper());
      next = reader.next(lower);
    }
    return batches;
  }

  /** The keys of all rows, in the order of reading. */
  static List<String> keys(List<Batch> batches) {
    List<String> keys = new ArrayList<>();
    for (Batch batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        keys.add(batch.keyText(i));
      }
    }
    return keys;
  }

  @Override
  public void close() throws SQLException {
    databases.close();
    legacy.close();
  }

  private static Optional<String> none() {
    return Optional.empty();
  }
}
