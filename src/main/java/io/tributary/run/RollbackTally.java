package io.tributary.run;

import io.tributary.rollback.BatchRolledBack;
import io.tributary.rollback.KeptRow;
import io.tributary.rollback.PartitionToRollBack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up what became of a partition's batches. */
final class RollbackTally {

  private final PartitionToRollBack partition;
  private final SortedMap<KeptRow.Reason, Long> kept = new TreeMap<>();
  private final List<KeptRow> keptRows = new ArrayList<>();
  private long batches;
  private long targetRows;

  RollbackTally(PartitionToRollBack partition) {
    this.partition = partition;
  }

  void add(BatchRolledBack batch) {
    batches++;
    targetRows += batch.targetRows();
    batch.kept().forEach((reason, count) -> kept.merge(reason, count, Long::sum));
    batch.keptRows().stream()
        .limit(RollbackResult.ROWS_NAMED - keptRows.size())
        .forEach(keptRows::add);
  }

  RollbackResult.Partition result() {
    return new RollbackResult.Partition(
        partition.entity().name(),
        partition.tenant().name(),
        batches,
        targetRows,
        Collections.unmodifiableSortedMap(kept),
        List.copyOf(keptRows));
  }
}
