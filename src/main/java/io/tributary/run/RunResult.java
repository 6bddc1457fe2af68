package io.tributary.run;

import io.tributary.batch.Accounting;
import io.tributary.fault.Problem;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a run did.
 *
 * @param runId its id in the ledgers and logs
 * @param partitions every partition that was asked for, in the order of the plan
 * @param problems what went wrong after the partitions: indexes that could not be rebuilt,
 *     references that the second pass could not set
 */
public record RunResult(UUID runId, List<PartitionResult> partitions, List<Problem> problems) {

  /**
   * The result of a run of this plan.
   *
   * @param worked the results of the partitions that were to do
   * @param problems what went wrong after the partitions
   */
  static RunResult of(
      UUID runId, WorkPlan plan, List<PartitionResult> worked, List<Problem> problems) {
    Map<String, PartitionResult> byName = new HashMap<>();
    worked.forEach(result -> byName.put(result.entity() + "/" + result.tenant(), result));
    return new RunResult(
        runId,
        plan.partitions().stream()
            .map(
                partition -> {
                  String name = partition.entity().name() + "/" + partition.tenant().name();
                  PartitionResult result = byName.get(name);
                  return result != null ? result : completeBefore(partition);
                })
            .toList(),
        problems);
  }

  private static PartitionResult completeBefore(PlannedPartition partition) {
    return new PartitionResult(
        partition.entity().name(),
        partition.tenant().name(),
        PartitionStatus.COMPLETE_BEFORE,
        Accounting.NONE,
        Collections.emptySortedMap(),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty());
  }

  /** Whether every partition that was asked for is complete. */
  public boolean isComplete() {
    return problems.isEmpty() && partitions.stream().allMatch(p -> p.status().isComplete());
  }

  /** Whether a partition failed, or was blocked by one that did. */
  public boolean hasFailures() {
    return !problems.isEmpty()
        || partitions.stream()
            .anyMatch(
                p -> p.status() == PartitionStatus.FAILED || p.status() == PartitionStatus.BLOCKED);
  }

  /** All partitions together. */
  public Accounting accounting() {
    return partitions.stream()
        .map(PartitionResult::accounting)
        .reduce(Accounting.NONE, Accounting::plus);
  }
}
