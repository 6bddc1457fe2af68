package io.tributary.rollback;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.util.List;

/**
 * The batches of a partition that are to be rolled back: always its last ones.
 *
 * @param entity its entity
 * @param tenant its tenant
 * @param range its key range
 * @param partitionNo its number in the service's ledger
 * @param entityNo the entity's number there
 * @param tenantNo the tenant's number there
 * @param batches the newest first; at least one
 */
public record PartitionToRollBack(
    Entity entity,
    Tenant tenant,
    int range,
    long partitionNo,
    int entityNo,
    int tenantNo,
    List<BatchToRollBack> batches) {

  /** Entity and tenant, for people. */
  public String displayName() {
    return entity.name() + "/" + tenant.name();
  }
}
