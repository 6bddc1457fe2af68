package io.tributary.copy;

import io.tributary.batch.DeadLetter;
import java.util.BitSet;
import java.util.Map;

/**
 * The rows of a batch that PostgreSQL is going to refuse, as far as they were found set-wise.
 *
 * @param certain those that it refuses whatever becomes of the others
 * @param duplicates those that it refuses because of other rows of the batch
 * @param owners those other rows; if one of them is refused, its duplicates were judged wrongly
 */
record Culprits(
    Map<Integer, DeadLetter> certain, Map<Integer, DeadLetter> duplicates, BitSet owners) {

  /** Nothing was looked for. */
  static final Culprits NONE = new Culprits(Map.of(), Map.of(), new BitSet());

  boolean isEmpty() {
    return certain.isEmpty() && duplicates.isEmpty();
  }
}
