package io.tributary.ledger;

import io.tributary.batch.Accounting;
import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowOutcome;
import io.tributary.fault.Failpoint;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.manifest.DeadLetterRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ledger keeps of a batch, within the transaction that loads it: first the partition is
 * locked and the batch's row inserted, so that no other worker can bring the same rows; last come
 * its mapping rows, dead letters, sums and the partition's cursor.
 */
final class BatchRecord {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRecord.class);

  private final Duration batchTimeout;
  private final Partitions partitions;
  private final DeadLetters deadLetters;
  private final DeadLetterCaps caps;
  private final BatchStates batches = new BatchStates();
  private final MappingStore mappings = new MappingStore();
  private final DeferredReferences deferred = new DeferredReferences();
  private final FilteredRows filtered = new FilteredRows();
  private final SharedRows sharedRows = new SharedRows();

  /**
   * The record of a service's batches.
   *
   * @param batchTimeout the longest that a batch's transaction may take
   */
  BatchRecord(
      Duration batchTimeout,
      Partitions partitions,
      DeadLetters deadLetters,
      DeadLetterRules rules) {
    this.batchTimeout = batchTimeout;
    this.partitions = partitions;
    this.deadLetters = deadLetters;
    this.caps = new DeadLetterCaps(rules);
  }

  /** Locks the claim's partition, and limits the transaction in time. */
  Optional<List<String>> lock(Connection connection, Claim claim) throws SQLException {
    Transactions.limit(connection, batchTimeout);
    return partitions.lock(connection, claim);
  }

  OpenedBatch open(Connection connection, Batch batch) throws SQLException {
    Optional<List<String>> cursor = lock(connection, batch.claim());
    sharedRows.lock(connection, batch.claim());
    Optional<Long> batchNo = batches.insert(connection, batch);
    if (batchNo.isEmpty()) {
      return batches.committed(connection, batch);
    }
    partitions.requireInStep(batch, cursor);
    OpenBatch.opened(batch);
    batch.beginLoad();
    mappings.refuseLongKeys(batch);
    if (batch.mode() != LoadMode.DIRECT) {
      mappings.settle(connection, batch, batch.kind() == BatchKind.REPAIR);
    }
    return new OpenedBatch(batchNo.get(), Optional.empty());
  }

  Checkpoint close(Connection connection, Batch batch, long batchNo) throws SQLException {
    requireSettled(batch);
    if (batch.kind() == BatchKind.REPLAY) {
      Failpoint.IN_REPLAY.hit();
    }
    mappings.write(connection, batch, batchNo);
    deadLetters.write(connection, batch, batchNo);
    deadLetters.close(connection, batch, batchNo);
    caps.require(connection, batch);
    filtered.write(connection, batch, batchNo);
    deferred.write(connection, batch, batchNo);
    List<Integer> differing = mappings.differing(connection, batch);
    long lastXmin = partitions.advance(connection, batch);
    Checkpoint checkpoint = batches.commit(connection, batch, batchNo, differing.size(), lastXmin);
    OpenBatch.closed(batch);
    differing.forEach(row -> reportDiffering(batch, row));
    return checkpoint;
  }

  private static void requireSettled(Batch batch) {
    Accounting sums = batch.accounting();
    long dead =
        batch.deadLetters().keySet().stream()
            .filter(row -> batch.outcome(row) == RowOutcome.DEAD)
            .count();
    if (!sums.closes() || dead != sums.deadLettered()) {
      throw new MigrationException(
          new Problem(
              LedgerCode.NOT_SETTLED,
              batch.claim().displayName(),
              "batch " + batch.batchId() + " does not account for every row it read: " + sums,
              "A route step lost rows without a word: drop rows with RowChunk.drop(row, reason)"
                  + " and send every chunk on to the mapper."),
          null);
    }
  }

  private static void reportDiffering(Batch batch, int row) {
    LOG.atWarn()
        .addKeyValue("entity", batch.claim().entity().name())
        .addKeyValue("tenant", batch.claim().tenant().name())
        .addKeyValue("batch_id", batch.batchId())
        .addKeyValue("legacy_id", batch.keyText(row))
        .log("shared lookup differs from the row that was first, which is kept");
  }
}
