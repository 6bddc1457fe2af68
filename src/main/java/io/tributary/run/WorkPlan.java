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
    return partitions.stream().filter(p -> p.state() != PlannedPartition.State.COMPLETE).toList();
  }

  /** The same partitions, each as if nothing of it were done: what a dry run goes through. */
  WorkPlan fromTheStart() {
    return new WorkPlan(
        partitions.stream()
            .map(
                partition ->
                    new PlannedPartition(
                        partition.entity(),
                        partition.tenant(),
                        partition.estimatedRows(),
                        0,
                        0,
                        PlannedPartition.State.NEW))
            .toList());
  }

  /** About how many rows are to do. */
  public long remainingRows() {
    return partitions.stream().mapToLong(PlannedPartition::remainingRows).sum();
  }
}
