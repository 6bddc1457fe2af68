package io.tributary.legacy;

import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import java.util.List;

/** What a started {@code keyset:} consumer offers: its route, ready to migrate a partition. */
public interface PartitionRunner {

  /**
   * Sends batch after batch of a partition through the route, on the caller's thread and one more,
   * until the partition ends or the route is told to rest. Batches are loaded in order.
   *
   * @throws io.tributary.fault.TributaryException if reading, the route, or the load fails; what
   *     was committed stays
   */
  End run(Claim claim);

  /**
   * Sends rows of a partition through the route, by their keys, on the caller's thread.
   *
   * @param kind why they are read; not {@link BatchKind#RANGE}
   * @param keys canonical texts
   * @return the keys that are through, in their order; those that legacy does not have are among
   *     them. Fewer than were given if the route was told to rest
   * @throws io.tributary.fault.TributaryException as {@link #run(Claim)}
   */
  List<String> run(Claim claim, BatchKind kind, List<String> keys);

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
