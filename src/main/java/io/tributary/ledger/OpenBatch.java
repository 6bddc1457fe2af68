package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Watches a transaction in which a batch was opened: it cannot commit before the batch is closed. A
 * route that lost its close would else commit rows that the mapping store knows nothing of.
 */
final class OpenBatch implements TransactionSynchronization {

  private final UUID batchId;
  private final String where;
  private boolean closed;

  private OpenBatch(Batch batch) {
    this.batchId = batch.batchId();
    this.where = batch.claim().displayName();
  }

  /** The current transaction has opened the batch, maybe after a savepoint took a try back. */
  static void opened(Batch batch) {
    Optional<OpenBatch> before = find(batch);
    if (before.isPresent()) {
      before.get().closed = false;
    } else {
      TransactionSynchronizationManager.registerSynchronization(new OpenBatch(batch));
    }
  }

  /** The current transaction has closed the batch. */
  static void closed(Batch batch) {
    find(batch)
            .orElseThrow(() -> BatchStates.notOpen(batch, "this transaction has not opened it"))
            .closed =
        true;
  }

  private static Optional<OpenBatch> find(Batch batch) {
    return TransactionSynchronizationManager.getSynchronizations().stream()
        .filter(OpenBatch.class::isInstance)
        .map(OpenBatch.class::cast)
        .filter(open -> open.batchId.equals(batch.batchId()))
        .findFirst();
  }

  @Override
  public void beforeCommit(boolean readOnly) {
    if (!closed) {
      throw new MigrationException(
          new Problem(
              LedgerCode.NOT_CLOSED,
              where,
              "batch " + batchId + " was opened and not closed; the transaction is rolled back",
              "The load route has to end with the step that closes the batch."),
          null);
    }
  }
}
