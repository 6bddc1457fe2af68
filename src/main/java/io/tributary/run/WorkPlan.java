package io.tributary.run;

import io.tributary.ledger.StoredLetter;
import java.util.List;

/**
 * What a run is to do, in the order of phases, then parents before children, then tenants.
 *
 * @param partitions every partition that was asked for, the complete ones included
 */
public record WorkPlan(List<PlannedPartition> partitions) {

  /** The partitions that are not complete, or have rows that wait for a parent. */
  public List<PlannedPartition> toDo() {
    return partitions.stream().filter(PlannedPartition::isToDo).toList();
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
                        0,
                        PlannedPartition.State.NEW))
            .toList());
  }

  /** Of the same partitions those that have dead letters to try again. */
  WorkPlan withPendingLetters() {
    return new WorkPlan(
        partitions.stream().filter(p -> p.openDeadLetters() + p.waitingRows() > 0).toList());
  }

  /** Of the same partitions those that these letters belong to. */
  WorkPlan withLetters(List<StoredLetter> letters) {
    return new WorkPlan(
        partitions.stream()
            .filter(
                p ->
                    letters.stream()
                        .anyMatch(
                            letter ->
                                letter.entityIdentity().equals(p.entity().identity())
                                    && letter.tenantId().equals(p.tenant().id())))
            .toList());
  }

  /** About how many rows are to do. */
  public long remainingRows() {
    return partitions.stream().mapToLong(PlannedPartition::remainingRows).sum();
  }
}
