package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Scope;
import io.tributary.manifest.Service;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is looked at: one entity of one tenant, with the target tables of its service.
 *
 * @param manifest the whole manifest
 * @param entity the entity
 * @param tenant the tenant
 * @param catalog the target tables of a service, by name, as PostgreSQL has them
 */
public record ComparedEntity(
    Manifest manifest,
    Entity entity,
    Tenant tenant,
    Function<String, Map<String, TargetTable>> catalog) {

  Service service() {
    return manifest.service(entity.service());
  }

  boolean isShared() {
    return entity.scope() == Scope.SHARED;
  }

  /** The target table of a mapping. */
  TargetTable table(TableMapping mapping) {
    return table(entity, mapping);
  }

  /** The target table of a mapping of any entity. */
  TargetTable table(Entity of, TableMapping mapping) {
    TargetTable table = catalog.apply(of.service()).get(mapping.table());
    if (table == null) {
      throw new IllegalArgumentException("no target table " + mapping.table() + " was read");
    }
    return table;
  }

  /** A table of the entity, ready to be compared; empty if rows cannot be told apart. */
  Optional<ComparedTable> compare(TableMapping mapping) {
    return ComparedTable.of(table(mapping), manifest.conventions().id(), tenantColumn())
        .map(table -> table.owned(ofTenant(mapping, "t")));
  }

  /** The main table of an entity, ready to be compared; empty if rows cannot be told apart. */
  Optional<ComparedTable> mainTable(Entity of) {
    Optional<String> tenantColumn =
        of.scope() == Scope.SHARED
            ? Optional.empty()
            : Optional.of(manifest.conventions().tenantId());
    return ComparedTable.of(table(of, of.into().get(0)), manifest.conventions().id(), tenantColumn);
  }

  /** The name of the column that holds the tenant's UUID; empty where rows are shared. */
  Optional<String> tenantColumn() {
    return isShared() ? Optional.empty() : Optional.of(manifest.conventions().tenantId());
  }

  /**
   * SQL for a condition, with one parameter, the tenant's UUID as text: the row belongs to the
   * tenant, by the table's own column, or, where it has none, by the main row that it is a part of.
   * Empty where rows are shared, or nothing tells whose they are.
   *
   * @param alias of the table in SQL
   */
  Optional<String> ofTenant(TableMapping mapping, String alias) {
    return ofTenant(mapping, alias, "?");
  }

  /**
   * The same without a parameter.
   *
   * @param tenant SQL for the tenant's UUID as text
   */
  Optional<String> ofTenant(TableMapping mapping, String alias, String tenant) {
    Optional<TargetColumn> own = tenantColumn().flatMap(table(mapping)::column);
    if (own.isPresent()) {
      return own.map(column -> isTenant(alias, column, tenant));
    }
    TableMapping main = entity.into().get(0);
    Optional<ComparedTable> parent = mapping.equals(main) ? Optional.empty() : mainTable(entity);
    return parent
        .filter(table -> table.tenantColumn().isPresent())
        .flatMap(
            table ->
                owner(mapping)
                    .map(
                        column ->
                            "EXISTS (SELECT FROM %s AS o WHERE o.%s = %s.%s AND %s)"
                                .formatted(
                                    Quoted.table(table.table()),
                                    table.keyName(),
                                    alias,
                                    Quoted.name(column),
                                    isTenant("o", table.tenantColumn().get(), tenant))));
  }

  private static String isTenant(String alias, TargetColumn column, String tenant) {
    return "%s.%s = CAST(%s AS %s)"
        .formatted(alias, Quoted.name(column.name()), tenant, column.sqlType());
  }

  /** The column of a further table that holds the UUID of the main row. */
  static Optional<String> owner(TableMapping mapping) {
    return Stream.concat(
            mapping.columns().stream(),
            mapping.each().stream().limit(1).flatMap(row -> row.columns().stream()))
        .filter(column -> column.source() instanceof ValueSource.Self)
        .map(ColumnMapping::column)
        .findFirst();
  }

  /** Other entities that fill this table, too. */
  Stream<Entity> othersThatFill(String table) {
    return othersThatFill(entity, table);
  }

  /** Other entities that fill this table of an entity, too. */
  Stream<Entity> othersThatFill(Entity of, String table) {
    return manifest.entities().values().stream()
        .filter(other -> !other.name().equals(of.name()))
        .filter(other -> other.service().equals(of.service()))
        .filter(other -> other.into().stream().anyMatch(into -> into.table().equals(table)));
  }
}
