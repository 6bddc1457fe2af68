package io.tributary.run;

import io.tributary.batch.Accounting;
import io.tributary.ledger.LetterNumber;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of dead letters that were tried again.
 *
 * @param run what was done with their partitions
 * @param gone the letters whose rows legacy does not have any more, or no longer within the
 *     manifest's {@code where}; they stay open
 */
public record ReplayResult(RunResult run, List<LetterNumber> gone) {

  /** What became of the rows that legacy has. */
  public Accounting rows() {
    return run.accounting();
  }

  /** How many rows were refused again for which column and reason. */
  public SortedMap<String, Long> stillDead() {
    SortedMap<String, Long> reasons = new TreeMap<>();
    run.partitions()
        .forEach(
            partition ->
                partition
                    .deadLetterReasons()
                    .forEach((reason, count) -> reasons.merge(reason, count, Long::sum)));
    return reasons;
  }

  /** Whether every letter that was to be tried is closed now. */
  public boolean isSettled() {
    return run.isComplete() && rows().deadLettered() == 0 && gone.isEmpty();
  }
}
