package io.tributary.validate;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.RowOutcome;
import io.tributary.copy.CopyPayload;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bean {@code comparison}: stands where a load would be, and compares what would be loaded with
 * what is there. Thread-safe.
 */
public final class RowComparisons {

  private final Map<Claim, Use> byClaim = new ConcurrentHashMap<>();

  private record Use(RowComparison comparison, JoinSample joins) {}

  /**
   * Batches of this claim go to that comparison, until it is released.
   *
   * @param joins is offered their rows
   */
  public void use(Claim claim, RowComparison comparison, JoinSample joins) {
    byClaim.put(claim, new Use(comparison, joins));
  }

  /** No batch of this claim will come any more. */
  public void release(Claim claim) {
    byClaim.remove(claim);
  }

  /** Compares a batch; answers with a checkpoint of nothing written. */
  public Checkpoint compare(CopyPayload payload) {
    Batch batch = payload.batch();
    Use use = byClaim.get(batch.claim());
    if (use == null) {
      throw new IllegalStateException("no comparison is ready for " + batch.claim().displayName());
    }
    batch.beginLoad();
    use.comparison.compare(payload);
    use.joins.offer(batch);
    for (int i = 0; i < batch.size(); i++) {
      if (batch.outcome(i) == RowOutcome.MAPPED) {
        batch.loaded(i, RowOutcome.UNCHANGED);
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
