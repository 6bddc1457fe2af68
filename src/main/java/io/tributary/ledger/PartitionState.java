package io.tributary.ledger;

import io.tributary.batch.Accounting;
import io.tributary.batch.LoadMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a partition is, with everything the batches of its current pass have come to.
 *
 * @param entityIdentity the entity's lasting name
 * @param entityName the entity's name in the manifest that was used last
 * @param tenantId the tenant
 * @param tenantName the tenant's name in the manifest that was used last
 * @param range the number of the key range; 0 for the first, which a partition that is whole has
 *     alone
 * @param pass which time it is gone through: 0 for the migration, more for refreshes
 * @param status how it stands
 * @param mode how its batches enter the target; empty before the first claim is granted
 * @param epoch how often it was claimed
 * @param runId the run that claimed it last
 * @param cursor the key of the last row committed, by its parts' canonical texts
 * @param fingerprint the one it is loaded under
 * @param message why it failed
 * @param updatedAt when its row changed last, by the database's clock
 * @param batches how many of the pass are committed
 * @param accounting the sum over them
 * @param checksum sum modulo 2^64 of the hashes of the rows that the target has
 * @param differing rows of a shared lookup that differ from the one that was kept
 * @param openDeadLetters rows that wait for somebody to deal with them
 * @param waitingRows rows whose parent was not there yet, to be tried again at the end of the phase
 */
public record PartitionState(
    String entityIdentity,
    String entityName,
    UUID tenantId,
    String tenantName,
    int range,
    int pass,
    PartitionStatus status,
    Optional<LoadMode> mode,
    long epoch,
    Optional<UUID> runId,
    Optional<List<String>> cursor,
    Optional<String> fingerprint,
    Optional<String> message,
    Instant updatedAt,
    long batches,
    Accounting accounting,
    long checksum,
    long differing,
    long openDeadLetters,
    long waitingRows) {}
