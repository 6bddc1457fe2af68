package io.tributary.rollback;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * What counts as gone while it is judged whether other rows may go: the rows of these batches,
 * except for those that are left. In a rollback that is the batch in hand; when one is only shown,
 * all batches before it as well, since they are still there.
 */
final class Gone {

  private final Set<Long> batches = new HashSet<>();
  private final Set<UUID> left = new HashSet<>();

  void batch(long batchNo) {
    batches.add(batchNo);
  }

  void leave(Collection<UUID> rows) {
    left.addAll(rows);
  }

  /** Rows that an earlier batch left go after all: a shared row with its last mapping. */
  void take(Collection<UUID> rows) {
    left.removeAll(rows);
  }

  Set<Long> batches() {
    return batches;
  }

  Set<UUID> left() {
    return left;
  }
}
