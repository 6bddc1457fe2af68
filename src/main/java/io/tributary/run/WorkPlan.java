package io.tributary.run;

import io.tributary.ledger.StoredLetter;
import java.util.List;

/**
 * What a run is to do, in the order of phases, then parents before children, then tenants.
 *
 * @param partitions every partition that was asked for, the complete ones included
 * @param refresh whether partitions that are complete are gone through once more
 */
public record WorkPlan(List<PlannedPartition> partitions, boolean refresh) {

  /** A plan that leaves what is complete. */
  WorkPlan(List<PlannedPartition> partitions) {
    this(partitions, false);
  }

  /**
   * The same, but that partitions that are complete are read again from their first row, and what
   * has changed is written. One that is not is gone on with, as in any plan.
   */
  public WorkPlan refreshed() {
    return new WorkPlan(partitions.stream().map(PlannedPartition::refreshed).toList(), true);
  }

  /**
   * The partitions that are not complete, or have rows that wait for a parent, or are refreshed.
   */
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
