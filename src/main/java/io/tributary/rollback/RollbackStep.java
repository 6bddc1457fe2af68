package io.tributary.rollback;

import java.util.Set;
import java.util.UUID;

/**
 * One batch on its way through the rollback route.
 *
 * @param rollbackId the rollback
 * @param partition the batch's partition
 * @param batch the batch
 * @param why what the operator gave as the reason
 * @param force whether rows go that others have changed or depend on
 * @param entitiesInScope identities of the entities of which the rollback takes rows back for the
 *     same tenant: where these refer to a row by a deferred reference, they are no dependants
 */
public record RollbackStep(
    UUID rollbackId,
    PartitionToRollBack partition,
    BatchToRollBack batch,
    String why,
    boolean force,
    Set<String> entitiesInScope) {}
