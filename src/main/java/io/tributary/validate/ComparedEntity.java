package io.tributary.validate;

import io.tributary.copy.TargetTable;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Scope;
import io.tributary.manifest.Service;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
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

  /** The main table of an entity, ready to be compared; empty if rows cannot be told apart. */
  Optional<ComparedTable> mainTable(Entity of) {
    Optional<String> tenantColumn =
        of.scope() == Scope.SHARED
            ? Optional.empty()
            : Optional.of(manifest.conventions().tenantId());
    return ComparedTable.of(
        table(of, of.into().get(0)), manifest.conventions().id(), tenantColumn, 0);
  }

  /** The name of the column that holds the tenant's UUID; empty where rows are shared. */
  Optional<String> tenantColumn() {
    return isShared() ? Optional.empty() : Optional.of(manifest.conventions().tenantId());
  }

  /** Other entities that fill this table, too. */
  Stream<Entity> othersThatFill(String table) {
    return manifest.entities().values().stream()
        .filter(other -> !other.name().equals(entity.name()))
        .filter(other -> other.service().equals(entity.service()))
        .filter(other -> other.into().stream().anyMatch(into -> into.table().equals(table)));
  }
}
