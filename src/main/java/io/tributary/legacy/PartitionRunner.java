package io.tributary.legacy;

import io.tributary.batch.Claim;

/** What a started {@code keyset:} consumer offers: its route, ready to migrate a partition. */
public interface PartitionRunner {

  /**
   * Sends batch after batch of a partition through the route, on the caller's thread, until the
   * partition ends or the route is told to rest.
   *
   * @throws io.tributary.fault.TributaryException if reading, the route, or the load fails; what
   *     was committed stays
   */
  End run(Claim claim);

  /** How many partitions may run here at once; 0 for no bound of its own. */
  int concurrency();

  /** Why a partition was left. */
  enum End {
    /** The server said that no row follows the last batch. */
    COMPLETE,
    /** The route is suspended or stopped, or the run asked for a rest; rows may follow. */
    PAUSED
  }
}
