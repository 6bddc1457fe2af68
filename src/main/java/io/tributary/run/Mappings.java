package io.tributary.run;

import io.tributary.batch.KeyShape;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.copy.ColumnEncoders;
import io.tributary.copy.TargetCatalog;
import io.tributary.copy.TargetTable;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.legacy.LegacyTable;
import io.tributary.legacy.LegacyTables;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import io.tributary.mapping.ColumnMapper;
import io.tributary.mapping.EntityMapper;
import io.tributary.mapping.MappingCompiler;
import io.tributary.mapping.MappingInput;
import io.tributary.mapping.SharedLookups;
import io.tributary.mapping.UuidDerivation;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The mappers of a manifest's entities, compiled against both catalogs. Districts whose tables have
 * the same columns share one mapper, so that hundreds of them don't fill the memory. Thread-safe.
 */
final class Mappings {

  private static final int LOOKUP_TABLES_KEPT = 1_000;

  private final Manifest manifest;
  private final Databases databases;
  private final UuidDerivation uuids;
  private final MappingCompiler compiler;
  private final Map<String, Map<String, TargetTable>> targets = new ConcurrentHashMap<>();
  private final Map<Shape, EntityMapper> mappers = new ConcurrentHashMap<>();
  private final Map<Shape, List<Problem>> checked = new ConcurrentHashMap<>();

  /** What a mapper was compiled from, as far as it can differ between tenants. */
  private record Shape(
      String entity, List<SourceColumn> columns, KeyShape key, Map<String, KeyShape> parentKeys) {}

  /**
   * Mappings of a manifest.
   *
   * @param beans finds the custom beans that the manifest names
   */
  Mappings(Manifest manifest, Databases databases, Function<String, Optional<ColumnMapper>> beans) {
    this.manifest = manifest;
    this.databases = databases;
    this.uuids =
        new UuidDerivation(manifest.uuidSecret().reveal().getBytes(StandardCharsets.UTF_8));
    SharedLookups lookups =
        new SharedLookups(
            (tenant, parent, columns) -> databases.legacy().of(tenant).readColumns(parent, columns),
            uuids,
            LOOKUP_TABLES_KEPT);
    this.compiler = new MappingCompiler(uuids, lookups, beans, ColumnEncoders::of);
  }

  /** Derives the UUIDs. */
  UuidDerivation uuids() {
    return uuids;
  }

  /** What detects a changed UUID secret without giving it away. */
  String secretCheck() {
    return uuids.secretCheck();
  }

  /** All that is wrong with an entity's mapping for a tenant whose tables are known. */
  List<Problem> check(Entity entity, LegacyTables described) {
    MappingInput input = input(entity, described);
    return checked.computeIfAbsent(shape(input), shape -> compiler.check(input));
  }

  /** The mapper of an entity for this tenant, and what it was compiled from. */
  Compiled compile(Entity entity, Tenant tenant) {
    MappingInput input = input(entity, databases.legacy().of(tenant).describe(entity, manifest));
    EntityMapper mapper = mappers.computeIfAbsent(shape(input), shape -> compiler.compile(input));
    return new Compiled(input, mapper);
  }

  /** A mapper and what it was compiled from. */
  record Compiled(MappingInput input, EntityMapper mapper) {}

  /** What a mapper of an entity is compiled from, for a tenant whose tables are known. */
  MappingInput input(Entity entity, LegacyTables described) {
    LegacyTable table = described.of(entity);
    RowShape shape = described.rowShape(entity, manifest);
    Map<String, KeyShape> parentKeys =
        parents(entity).stream()
            .collect(
                Collectors.toMap(
                    name -> name, name -> described.of(manifest.entity(name)).keyShape()));
    return new MappingInput(
        manifest, entity, shape, table.keyShape(), parentKeys, targets(entity.service()));
  }

  private static Shape shape(MappingInput input) {
    return new Shape(
        input.entity().name(), input.shape().columns(), input.key(), input.parentKeys());
  }

  /** The entities that an entity refers to. */
  static Set<String> parents(Entity entity) {
    return columns(entity)
        .map(ColumnMapping::source)
        .filter(ValueSource.Reference.class::isInstance)
        .map(source -> ((ValueSource.Reference) source).entity())
        .collect(Collectors.toSet());
  }

  /** Every mapped column of an entity, those of rows under {@code each} included. */
  static Stream<ColumnMapping> columns(Entity entity) {
    return entity.into().stream()
        .flatMap(
            table ->
                Stream.concat(
                    table.columns().stream(),
                    table.each().stream().flatMap(row -> row.columns().stream())));
  }

  /** The target tables of a service that the manifest fills, as PostgreSQL has them; read once. */
  Map<String, TargetTable> targets(String serviceName) {
    return targets.computeIfAbsent(serviceName, this::readTargets);
  }

  private Map<String, TargetTable> readTargets(String serviceName) {
    Service service = manifest.service(serviceName);
    Set<String> names = new HashSet<>();
    for (Entity entity : manifest.entities().values()) {
      if (entity.service().equals(serviceName)) {
        entity.into().stream().map(TableMapping::table).forEach(names::add);
      }
    }
    try (Connection connection = databases.connect(serviceName)) {
      return TargetCatalog.read(connection, service.schema(), names);
    } catch (SQLException e) {
      throw new MigrationException(Databases.unreachable(service, e), e);
    }
  }
}
