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
import java.util.stream.Stream;

/**
 * What is looked at: one entity of one tenant, with the target tables of its service.
 *
 * @param manifest the whole manifest
 * @param entity the entity
 * @param tenant the tenant
 * @param tables the target tables of the entity's service, by name, as PostgreSQL has them
 */
public record ComparedEntity(
    Manifest manifest, Entity entity, Tenant tenant, Map<String, TargetTable> tables) {

  Service service() {
    return manifest.service(entity.service());
  }

  boolean isShared() {
    return entity.scope() == Scope.SHARED;
  }

  /** The target table of a mapping. */
  TargetTable table(TableMapping mapping) {
    TargetTable table = tables.get(mapping.table());
    if (table == null) {
      throw new IllegalArgumentException("no target table " + mapping.table() + " was read");
    }
    return table;
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
