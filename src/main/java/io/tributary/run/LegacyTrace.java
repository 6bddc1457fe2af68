package io.tributary.run;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.legacy.KeysetReader;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Scope;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.mapping.DerivedIds;
import io.tributary.mapping.UuidDerivation;
import io.tributary.validate.LegacyLeads;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds the legacy rows that lead to target rows, without the mapping store, which may have lost
 * them: UUIDs are derived from keys, so every key that legacy has is derived anew. Legacy is asked
 * only where a UUID has the form of a tenant's. For one thread.
 */
final class LegacyTrace {

  private final UUID runId;
  private final Manifest manifest;
  private final Databases databases;
  private final UuidDerivation uuids;

  LegacyTrace(UUID runId, Manifest manifest, Databases databases, UuidDerivation uuids) {
    this.runId = runId;
    this.manifest = manifest;
    this.databases = databases;
    this.uuids = uuids;
  }

  /**
   * Which of these UUIDs legacy leads to.
   *
   * @param entity the entity whose tables have them; others that fill the same tables are asked,
   *     too
   * @param tenant the tenant whose legacy keys are wanted; all tenants are asked
   * @throws io.tributary.fault.TributaryException if a legacy database that may lead to one of them
   *     cannot be read
   */
  LegacyLeads leads(Entity entity, Tenant tenant, Set<UUID> ids) {
    Set<UUID> all =
        ids.stream().filter(uuids::mayBeShared).collect(Collectors.toCollection(HashSet::new));
    Map<UUID, String> keys = new HashMap<>();
    for (Tenant each : manifest.tenants()) {
      Set<UUID> asked =
          ids.stream().filter(id -> uuids.mayBeOf(each.id(), id)).collect(Collectors.toSet());
      if (!asked.isEmpty()) {
        for (Entity filling : thatFill(entity)) {
          boolean own = filling.equals(entity) && each.equals(tenant);
          read(filling, each, asked, all, own ? keys : new HashMap<>());
        }
      }
    }
    return new LegacyLeads(all, keys);
  }

  /** The entities that fill a table of this one; not those whose UUIDs are of no tenant. */
  private List<Entity> thatFill(Entity entity) {
    Set<String> tables =
        entity.into().stream().map(TableMapping::table).collect(Collectors.toSet());
    return manifest.entities().values().stream()
        .filter(other -> other.scope() == Scope.TENANT)
        .filter(other -> other.service().equals(entity.service()))
        .filter(other -> other.into().stream().map(TableMapping::table).anyMatch(tables::contains))
        .toList();
  }

  private void read(
      Entity entity, Tenant tenant, Set<UUID> asked, Set<UUID> all, Map<UUID, String> keys) {
    DerivedIds derived = new DerivedIds(uuids, entity, tenant);
    Claim nothingClaimed =
        new Claim(runId, entity, tenant, 0, 0, 0, 0, 0, LoadMode.MERGE, Optional.empty(), "");
    try (KeysetReader reader = databases.legacy().of(tenant).keyReader(nothingClaimed, manifest)) {
      Optional<Batch> page = reader.next(Optional.empty());
      while (page.isPresent()) {
        for (int row = 0; row < page.get().size(); row++) {
          List<UUID> ids = derived.of(page.get().key(row));
          ids.stream().filter(asked::contains).forEach(all::add);
          if (!ids.isEmpty() && asked.contains(ids.get(0))) {
            keys.put(ids.get(0), page.get().keyText(row));
          }
        }
        page =
            page.get().isLast() ? Optional.empty() : reader.next(Optional.of(page.get().upper()));
      }
    }
  }
}
