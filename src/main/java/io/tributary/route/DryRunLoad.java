package io.tributary.route;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.RowOutcome;
import io.tributary.copy.CopyPayload;
import java.time.Duration;

/**
 * Bean {@code dryRun}: stands where a load would be. Rows that were mapped and encoded count as
 * inserted, since nothing speaks against them yet; what only PostgreSQL can refuse stays unknown.
 */
public final class DryRunLoad {

  /** Settles the mapped rows and answers with a checkpoint of nothing written. */
  public Checkpoint account(CopyPayload payload) {
    Batch batch = payload.batch();
    batch.beginLoad();
    for (int i = 0; i < batch.size(); i++) {
      if (batch.outcome(i) == RowOutcome.MAPPED) {
        batch.loaded(i, RowOutcome.INSERTED);
      }
    }
    return new Checkpoint(
        batch.claim(),
        batch.batchId(),
        batch.upper(),
        batch.accounting(),
        batch.checksum(),
        Duration.ofNanos(System.nanoTime() - batch.startedNanos()),
        false);
  }
}
