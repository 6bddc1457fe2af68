package io.tributary.rollback;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.util.List;

/**
 * The batches of an entity and tenant that are to be rolled back: always the last ones, of all its
 * key ranges together. So what a later batch did to an earlier one's rows, in whatever range, is
 * taken back first.
 *
 * @param entity its entity
 * @param tenant its tenant
 * @param partitionNo the number in the service's ledger of its first range, by which it is claimed
 * @param entityNo the entity's number there
 * @param tenantNo the tenant's number there
 * @param batches the newest first; at least one
 */
public record PartitionToRollBack(
    Entity entity,
    Tenant tenant,
    long partitionNo,
    int entityNo,
    int tenantNo,
    List<BatchToRollBack> batches) {

  /** Entity and tenant, for people. */
  public String displayName() {
    return entity.name() + "/" + tenant.name();
  }
}
