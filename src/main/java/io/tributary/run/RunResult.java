package io.tributary.run;

import io.tributary.batch.Accounting;
import java.util.List;
import java.util.UUID;

/**
 * What a run did.
 *
 * @param runId its id in the ledgers and logs
 * @param partitions every partition that was asked for, in the order of the plan
 */
public record RunResult(UUID runId, List<PartitionResult> partitions) {

  /** Whether every partition that was asked for is complete. */
  public boolean isComplete() {
    return partitions.stream().allMatch(p -> p.status().isComplete());
  }

  /** Whether a partition failed, or was blocked by one that did. */
  public boolean hasFailures() {
    return partitions.stream()
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
