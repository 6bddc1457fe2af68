package io.tributary.mapping;

import io.tributary.batch.RowRefusedException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.RowMapping;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The UUIDs that a tenant's legacy row may become, told by its key alone: nothing of the row is
 * read or mapped. For entities whose rows are no shared ones. Thread-safe.
 */
public final class DerivedIds {

  private final UuidDerivation uuids;
  private final Entity entity;
  private final Tenant tenant;

  /** UUIDs of one entity of one tenant. */
  public DerivedIds(UuidDerivation uuids, Entity entity, Tenant tenant) {
    this.uuids = uuids;
    this.entity = entity;
    this.tenant = tenant;
  }

  /**
   * The UUID of the legacy row, and after it those of every row that it may have in any table.
   *
   * @param key the values of the legacy key, none of them null
   * @return empty if no row with such a key can be migrated
   */
  public List<UUID> of(Object[] key) {
    CanonicalKey canonical;
    try {
      canonical = CanonicalKey.of(key);
    } catch (RowRefusedException noUuidFollowsFromIt) {
      return List.of();
    }
    List<UUID> ids = new ArrayList<>();
    ids.add(uuids.row(tenant.id(), entity.identity(), canonical));
    for (int i = 0; i < entity.into().size(); i++) {
      TableMapping mapping = entity.into().get(i);
      if (i > 0 || !mapping.each().isEmpty()) {
        names(mapping).forEach(name -> ids.add(split(canonical, mapping, name)));
      }
    }
    return ids;
  }

  private static List<String> names(TableMapping mapping) {
    return mapping.each().isEmpty()
        ? List.of("")
        : mapping.each().stream().map(RowMapping::row).toList();
  }

  private UUID split(CanonicalKey key, TableMapping mapping, String name) {
    return uuids.splitRow(tenant.id(), entity.identity(), key, mapping.table(), name);
  }
}
