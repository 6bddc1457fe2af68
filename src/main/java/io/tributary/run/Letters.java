package io.tributary.run;

import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.PendingLetter;
import io.tributary.legacy.PartitionRunner;
import java.util.List;
import java.util.Set;

/**
 * Tries the dead letters of a partition again: the rows are read anew by their keys and take the
 * way that every row takes. A letter whose row is loaded is closed by the batch that loaded it.
 */
final class Letters {

  private static final int LETTERS_AT_ONCE = 2_000;

  private final Claim claim;
  private final Ledger ledger;
  private final PartitionRunner runner;

  Letters(Claim claim, Ledger ledger, PartitionRunner runner) {
    this.claim = claim;
    this.ledger = ledger;
    this.runner = runner;
  }

  /** Tries those that wait for a parent for the last time: afterwards none waits any more. */
  PartitionRunner.End settle() {
    PartitionRunner.End end = replay(true, Set.of());
    if (end == PartitionRunner.End.COMPLETE) {
      ledger.giveUpWaiting(claim);
    }
    return end;
  }

  /**
   * Tries open and waiting ones.
   *
   * @param numbers only these; empty for all
   */
  PartitionRunner.End replay(Set<Long> numbers) {
    return replay(false, numbers);
  }

  /** By number, and each once: one that is refused again stays pending under its number. */
  private PartitionRunner.End replay(boolean waitingOnly, Set<Long> numbers) {
    long after = 0;
    while (true) {
      List<PendingLetter> letters =
          ledger.pendingLetters(claim, waitingOnly, numbers, after, LETTERS_AT_ONCE);
      if (letters.isEmpty()) {
        return PartitionRunner.End.COMPLETE;
      }
      List<String> keys = letters.stream().map(PendingLetter::key).toList();
      if (runner.run(claim, BatchKind.REPLAY, keys).size() < keys.size()) {
        return PartitionRunner.End.PAUSED;
      }
      after = letters.get(letters.size() - 1).number();
    }
  }
}
