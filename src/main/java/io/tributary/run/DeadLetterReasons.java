package io.tributary.run;

import io.tributary.batch.Batch;
import java.util.Map;
import java.util.TreeMap;

/** How many rows of a batch are dead letters for which column and reason: for closing tables. */
final class DeadLetterReasons {

  private DeadLetterReasons() {}

  /** How many of them wait for a parent, and are not called dead yet. */
  static long waiting(Batch batch) {
    return batch.deadLetters().values().stream().filter(letter -> letter.waits(batch)).count();
  }

  /**
   * Of one batch.
   *
   * @param canWait whether rows that wait for a parent are tried again, and so left out here
   */
  static Map<String, Long> of(Batch batch, boolean canWait) {
    Map<String, Long> counts = new TreeMap<>();
    batch.deadLetters().values().stream()
        .filter(letter -> !canWait || !letter.waits(batch))
        .forEach(
            deadLetter ->
                counts.merge(
                    deadLetter.column().map(column -> column + " ").orElse("")
                        + deadLetter.reason(),
                    1L,
                    Long::sum));
    return counts;
  }
}
