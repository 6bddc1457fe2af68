package io.tributary.run;

import io.tributary.fault.Problem;
import io.tributary.rollback.KeptRow;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/**
 * What a rollback did, or would do.
 *
 * @param rollbackId its id in the ledgers and logs
 * @param partitions what there was to do, in the order it was done
 * @param problems what went wrong
 * @param isStopped whether it was asked to stop before its end
 */
public record RollbackResult(
    UUID rollbackId, List<Partition> partitions, List<Problem> problems, boolean isStopped) {

  /** How many rows that were left a partition's result names; it counts them all. */
  public static final int ROWS_NAMED = 1_000;

  /**
   * What became of a partition.
   *
   * @param entity the entity's name
   * @param tenant the tenant's name
   * @param batches how many batches were taken back; those of which only rows were left count, too
   * @param targetRows how many target rows were deleted, over all tables
   * @param kept how many legacy rows were left, by reason
   * @param keptRows the first {@link #ROWS_NAMED} of them
   */
  public record Partition(
      String entity,
      String tenant,
      long batches,
      long targetRows,
      SortedMap<KeptRow.Reason, Long> kept,
      List<KeptRow> keptRows) {

    /** How many legacy rows were left for that reason. */
    public long kept(KeptRow.Reason reason) {
      return kept.getOrDefault(reason, 0L);
    }
  }

  /** Whether all that was asked for has happened. */
  public boolean isComplete() {
    return problems.isEmpty() && !isStopped && owing() == 0;
  }

  /** How many legacy rows were to go and were left. */
  public long owing() {
    return partitions.stream()
        .flatMap(partition -> partition.kept().entrySet().stream())
        .filter(entry -> entry.getKey().isOwing())
        .mapToLong(entry -> entry.getValue())
        .sum();
  }

  /** How many target rows were deleted. */
  public long targetRows() {
    return partitions.stream().mapToLong(Partition::targetRows).sum();
  }
}
