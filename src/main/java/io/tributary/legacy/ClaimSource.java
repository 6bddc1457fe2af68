package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import java.util.List;
import java.util.Optional;

/**
 * Who hands out partitions: the orchestrator. A {@code keyset:} consumer attaches itself while its
 * route is started and detaches when the route is suspended or stopped; between the two it may be
 * asked to run claims from any thread, several at a time. Thread-safe.
 */
public interface ClaimSource {

  /** The route of this entity is ready for work. */
  void attach(String entity, PartitionRunner runner);

  /** The route of this entity takes no more work. */
  void detach(String entity);

  /** Whether a partition should be left at the next batch's edge: shutdown, a paused tenant. */
  boolean shouldPause(Claim claim);

  /**
   * Asked before each batch of a partition is read, when nothing beyond {@code rest}'s beginning
   * has been: may give the end of the partition to others.
   *
   * @return the key that the partition ends with from now on; empty if it stays as it is
   * @throws io.tributary.fault.TributaryException if the partition was to be cut and could not be
   */
  Optional<List<String>> cut(Claim claim, RangeRest rest);

  /** A batch is committed, for progress and meters; called once a batch, after the commit. */
  void committed(Batch batch, Checkpoint checkpoint);
}
