package io.tributary.copy;

import io.tributary.batch.Batch;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.RowOutcome;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What a load has found out about each row, kept apart until the load as a whole has worked. */
final class Settlement {

  private final BitSet pending;
  private final BitSet updated = new BitSet();
  private final Map<Integer, DeadLetter> refusals = new HashMap<>();

  Settlement(BitSet pending) {
    this.pending = pending;
  }

  /** These rows were there before. */
  void update(BitSet rows) {
    updated.or(rows);
  }

  /** PostgreSQL doesn't take this row. */
  void refuse(int row, DeadLetter deadLetter) {
    refusals.put(row, deadLetter);
  }

  /** Whether one of these rows is refused. */
  boolean refuses(BitSet rows) {
    return refusals.keySet().stream().anyMatch(rows::get);
  }

  /** Tells the batch. */
  void settle(Batch batch) {
    for (int row = pending.nextSetBit(0); row >= 0; row = pending.nextSetBit(row + 1)) {
      DeadLetter refusal = refusals.isEmpty() ? null : refusals.get(row);
      if (refusal != null) {
        batch.refuse(row, refusal);
      } else {
        batch.loaded(row, updated.get(row) ? RowOutcome.UPDATED : RowOutcome.INSERTED);
      }
    }
  }
}
