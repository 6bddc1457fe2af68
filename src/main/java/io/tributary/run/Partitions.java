package io.tributary.run;

import io.tributary.batch.Claim;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.legacy.PartitionRunner;

/** What the orchestrator asks of the ledgers: one implementation writes, one is for dry runs. */
interface Partitions {

  /** Claims an item's partition, and makes ready what its batches need. */
  ClaimAnswer claim(WorkItem item);

  /**
   * Does what the item is for, up to a batch's edge where it is told to rest. Once it is complete,
   * so is the partition, as far as the item goes, and this is recorded.
   */
  PartitionRunner.End work(WorkItem item, Claim claim, PartitionRunner runner);

  /** Records that the partition failed. */
  void fail(Claim claim, String message);

  /** Lets go of a partition that is left at a batch's edge. */
  void leave(Claim claim);

  /** The worker has let go of one partition and not taken the next: time for what is in between. */
  void between();

  /** The worker is through with the claim, however it ended: what it held in memory can go. */
  void release(Claim claim);
}
