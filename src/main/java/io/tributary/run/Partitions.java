package io.tributary.run;

import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.legacy.PartitionRunner;
import java.util.List;

/** What the orchestrator asks of the ledgers: one implementation writes, one is for dry runs. */
interface Partitions {

  /** How far a claim was worked on. */
  enum End {
    /** The item is complete, all its ranges are. */
    COMPLETE,
    /** The claimed range is, and others are not. */
    RANGE_COMPLETE,
    /** It was told to rest; rows may follow. */
    PAUSED
  }

  /** Claims a range of an item's partition, and makes ready what its batches need. */
  ClaimAnswer claim(WorkItem item, int range);

  /** The ranges of an item's partition that are not complete, by number. */
  List<Integer> openRanges(WorkItem item);

  /**
   * Has the claimed range end with a key, and a new range begin after it.
   *
   * @param key behind everything that was read of the range, by its parts' canonical texts
   * @return the new range's number
   */
  int cut(Claim claim, List<String> key);

  /**
   * Does what the item is for, up to a batch's edge where it is told to rest. Once it is complete,
   * so is the range, or the partition as far as the item goes, and this is recorded.
   */
  End work(WorkItem item, Claim claim, PartitionRunner runner);

  /** A batch of a claim is committed, or would be in a dry run; called before the next is. */
  default void committed(WorkItem item, Checkpoint checkpoint) {
    // The ledger, or a comparison, knows itself how far it is.
  }

  /** Records that the partition failed. */
  void fail(Claim claim, String message);

  /** Lets go of a partition that is left at a batch's edge. */
  void leave(Claim claim);

  /** The worker has let go of one partition and not taken the next: time for what is in between. */
  void between();

  /** The run has failed: whoever waits for what others do in between need not wait any more. */
  void abandon();

  /** The worker is through with the claim, however it ended: what it held in memory can go. */
  void release(Claim claim);
}
