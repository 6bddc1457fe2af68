package io.tributary.mapping;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.KeyShape;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.copy.ColumnEncoders;
import io.tributary.copy.TargetTable;
import io.tributary.fault.Problem;
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
import io.tributary.manifest.RowMapping;
import io.tributary.manifest.Scope;
import io.tributary.manifest.Secret;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValidationRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entity {@code thing} with a legacy key {@code Id}, its catalogs and its manifest, put together
 * line by line. Values are kept beside their encoding, so that tests can look at them.
 */
final class MappingBench {

  static final SourcePosition AT = new SourcePosition("m.yaml", 3, 5, "entities.thing");
  static final UuidDerivation UUIDS =
      new UuidDerivation("a secret for the known answers".getBytes(StandardCharsets.UTF_8));
  static final Tenant NEW_YORK = tenant("district-a", "America/New_York");

  private final List<SourceColumn> legacy = new ArrayList<>();
  private final List<TableMapping> into = new ArrayList<>();
  private final Map<String, TargetTable> tables = new LinkedHashMap<>();
  private final Map<String, Entity> parents = new LinkedHashMap<>();
  private final Map<String, KeyShape> parentKeys = new LinkedHashMap<>();
  private final Map<String, ColumnMapper> beans = new LinkedHashMap<>();
  private List<String> key = List.of("Id");
  private List<String> naturalKey = List.of();
  private Set<String> ignore = Set.of();
  private LoadStyle load = LoadStyle.UPSERT;
  private LookupSource lookups =
      (tenant, parent, columns) -> {
        throw new AssertionError("no lookup is expected");
      };

  static MappingBench bench() {
    return new MappingBench().legacy("Id", SourceType.INTEGER);
  }

  static Tenant tenant(String name, String zone) {
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    Connection connection =
        new Connection("jdbc:none", Optional.empty(), Optional.empty(), Map.of(), 1);
    return new Tenant(id, name, ZoneId.of(zone), connection, AT);
  }

  MappingBench legacy(String name, SourceType type) {
    return legacy(
        new SourceColumn(name, type, type.name().toLowerCase(java.util.Locale.ROOT), 0, 0, true));
  }

  MappingBench legacy(SourceColumn column) {
    legacy.add(column);
    return this;
  }

  MappingBench key(String... columns) {
    key = List.of(columns);
    return this;
  }

  MappingBench shared(String... columns) {
    naturalKey = List.of(columns);
    return this;
  }

  MappingBench ignore(String... columns) {
    ignore = Set.of(columns);
    return this;
  }

  MappingBench load(LoadStyle style) {
    load = style;
    return this;
  }

  MappingBench bean(String name, ColumnMapper bean) {
    beans.put(name, bean);
    return this;
  }

  MappingBench lookups(LookupSource source) {
    lookups = source;
    return this;
  }

  MappingBench parent(Entity parent, SourceColumn... parentKey) {
    parents.put(parent.name(), parent);
    parentKeys.put(parent.name(), new KeyShape(List.of(parentKey)));
    return this;
  }

  /** Adds a target table and what the manifest says of it. */
  MappingBench into(TargetTable table, Line... lines) {
    tables.put(table.name(), table);
    into.add(new TableMapping(table.name(), mappings(lines), List.of(), AT));
    return this;
  }

  MappingBench intoMissing(String table) {
    into.add(new TableMapping(table, List.of(), List.of(), AT));
    return this;
  }

  MappingBench each(TargetTable table, List<Line> shared, RowMapping... rows) {
    tables.put(table.name(), table);
    into.add(
        new TableMapping(table.name(), mappings(shared.toArray(Line[]::new)), List.of(rows), AT));
    return this;
  }

  static RowMapping row(String row, List<String> when, Line... lines) {
    return new RowMapping(row, when, mappings(lines), AT);
  }

  private static List<ColumnMapping> mappings(Line... lines) {
    return List.of(lines).stream().map(Line::mapping).toList();
  }

  static Entity entity(
      String name, Scope scope, List<String> key, List<String> naturalKey, TableMapping... into) {
    return new Entity(
        name,
        name,
        "students",
        1,
        Set.of(),
        scope,
        naturalKey,
        new LegacySource("dbo", Optional.of(name), Optional.empty(), key, Optional.empty()),
        new BatchSize(1000, 1 << 20),
        scope == Scope.SHARED ? LoadStyle.UPSERT : LoadStyle.COPY,
        Indexes.KEEP,
        Ranges.AUTO,
        PlanRule.WARN,
        List.of(into),
        Set.of(),
        AT);
  }

  Entity entity() {
    Entity bare =
        entity(
            "thing",
            naturalKey.isEmpty() ? Scope.TENANT : Scope.SHARED,
            key,
            naturalKey,
            into.toArray(TableMapping[]::new));
    return new Entity(
        bare.name(),
        bare.identity(),
        bare.service(),
        bare.phase(),
        bare.dependsOn(),
        bare.scope(),
        bare.naturalKey(),
        bare.legacy(),
        bare.batch(),
        load,
        bare.indexes(),
        bare.ranges(),
        bare.plan(),
        bare.into(),
        ignore,
        bare.at());
  }

  private KeyShape keyShape() {
    RowShape shape = new RowShape(legacy);
    return new KeyShape(
        key.stream().map(name -> shape.columns().get(shape.indexOf(name))).toList());
  }

  MappingInput input() {
    Entity entity = entity();
    Map<String, Entity> entities = new LinkedHashMap<>(parents);
    entities.put(entity.name(), entity);
    Manifest manifest =
        new Manifest(
            "test",
            Path.of("m.yaml"),
            new Secret("s"),
            new Manifest.Conventions("id", "tenant_id", "legacy_id"),
            DeadLetterRules.DEFAULT,
            ValidationRules.DEFAULT,
            List.of(),
            Map.of(),
            List.of(),
            entities,
            List.of());
    return new MappingInput(manifest, entity, new RowShape(legacy), keyShape(), parentKeys, tables);
  }

  private MappingCompiler compiler() {
    return new MappingCompiler(
        UUIDS,
        new SharedLookups(lookups, UUIDS, 10),
        name -> Optional.ofNullable(beans.get(name)),
        ColumnEncoders::of);
  }

  List<Problem> problems() {
    return compiler().check(input());
  }

  EntityMapper mapper() {
    return compiler().compile(input());
  }

  /** A batch of these rows, each without its key being looked at. */
  Batch batch(Tenant tenant, @Nullable Object[]... rows) {
    Claim claim =
        new Claim(
            new UUID(0, 1),
            entity(),
            tenant,
            0,
            1,
            1,
            1,
            1,
            LoadMode.DIRECT,
            Optional.empty(),
            "f");
    return new Batch(
        claim,
        new RowShape(legacy),
        keyShape(),
        Optional.empty(),
        new ArrayList<>(List.of(rows)),
        100,
        true,
        0);
  }

  /** Maps these rows as one chunk. */
  Mapped map(Tenant tenant, @Nullable Object[]... rows) {
    Batch batch = batch(tenant, rows);
    return new Mapped(batch, mapper().map(batch.chunks(rows.length).get(0)));
  }

  /** Maps these rows of {@link #NEW_YORK} as one chunk. */
  Mapped map(@Nullable Object[]... rows) {
    return map(NEW_YORK, rows);
  }

  static @Nullable Object[] values(@Nullable Object... values) {
    return values;
  }
}
