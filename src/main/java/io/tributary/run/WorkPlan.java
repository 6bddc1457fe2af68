package io.tributary.run;

import java.util.List;

/**
 * What a run is to do, in the order of phases, then parents before children, then tenants.
 *
 * @param partitions every partition that was asked for, the complete ones included
 */
public record WorkPlan(List<PlannedPartition> partitions) {

  /** The partitions that are not complete. */
  public List<PlannedPartition> toDo() {
    return partitions.stream()
        .filter(p -> p.state() != PlannedPartition.State.COMPLETE)
        .toList();
  }

  /** About how many rows are to do. */
  public long remainingRows() {
    return partitions.stream().mapToLong(PlannedPartition::remainingRows).sum();
  }
}
