package io.tributary.batch;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The right to write one partition, as the service's ledger granted it. It ends when somebody else
 * claims the partition: the epoch in the ledger is then higher, and every batch of this claim is
 * refused.
 *
 * @param runId the run that holds the claim
 * @param entity the partition's entity
 * @param tenant the partition's tenant
 * @param range the number of the key range; 0 for the first, which a partition that is whole has
 *     alone
 * @param pass which time the partition is gone through: 0 for the migration, more for refreshes
 * @param partitionNo the ledger's number of the partition; 0 in a dry run, which has no ledger
 * @param entityNo the mapping store's number of the entity
 * @param tenantNo the mapping store's number of the tenant
 * @param epoch the fence: how often this partition has been claimed
 * @param mode how its batches enter the target
 * @param cursor the key of the last row that was committed, by its parts' canonical texts; empty to
 *     begin before the first row. A range that begins after a key begins with it
 * @param upperBound the key of the last row that belongs to the partition when it is claimed, by
 *     its parts' canonical texts; empty if it goes to the end
 * @param fingerprint of everything that decides what a row becomes
 */
public record Claim(
    UUID runId,
    Entity entity,
    Tenant tenant,
    int range,
    int pass,
    long partitionNo,
    int entityNo,
    int tenantNo,
    long epoch,
    LoadMode mode,
    Optional<List<String>> cursor,
    Optional<List<String>> upperBound,
    String fingerprint) {

  /** A claim of a whole partition that is gone through for the first time. */
  public Claim(
      UUID runId,
      Entity entity,
      Tenant tenant,
      int range,
      long partitionNo,
      int entityNo,
      int tenantNo,
      long epoch,
      LoadMode mode,
      Optional<List<String>> cursor,
      String fingerprint) {
    this(
        runId,
        entity,
        tenant,
        range,
        0,
        partitionNo,
        entityNo,
        tenantNo,
        epoch,
        mode,
        cursor,
        Optional.empty(),
        fingerprint);
  }

  /** {@code entity/tenant}, as logs and messages name the partition. */
  public String displayName() {
    return entity.name() + "/" + tenant.name();
  }
}
