package io.tributary.run;

import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.PendingLetter;
import io.tributary.legacy.PartitionRunner;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
    PartitionRunner.End end = replay(true, Set.of(), letters -> {});
    if (end == PartitionRunner.End.COMPLETE) {
      ledger.giveUpWaiting(claim);
    }
    return end;
  }

  /**
   * Tries open and waiting ones.
   *
   * @param replay which of them, and told of those that have no row any more
   */
  PartitionRunner.End replay(Replay replay) {
    String service = claim.entity().service();
    return replay(
        false, replay.numbers(service), letters -> replay.gone(service, untried(letters)));
  }

  /** By number, and each once: one that is refused again stays pending under its number. */
  private PartitionRunner.End replay(
      boolean waitingOnly, Set<Long> numbers, Consumer<List<PendingLetter>> tried) {
    long after = 0;
    while (true) {
      List<PendingLetter> letters =
          ledger.pendingLetters(claim, waitingOnly, numbers, after, LETTERS_AT_ONCE);
      if (letters.isEmpty()) {
        return PartitionRunner.End.COMPLETE;
      }
      List<String> keys = letters.stream().map(PendingLetter::key).toList();
      int done = runner.run(claim, BatchKind.REPLAY, keys).size();
      tried.accept(letters.subList(0, done));
      if (done < keys.size()) {
        return PartitionRunner.End.PAUSED;
      }
      after = letters.get(letters.size() - 1).number();
    }
  }

  /** Those that stand as they stood before: there was no row to try. */
  private List<PendingLetter> untried(List<PendingLetter> letters) {
    if (letters.isEmpty()) {
      return letters;
    }
    Set<Long> numbers = letters.stream().map(PendingLetter::number).collect(Collectors.toSet());
    Set<PendingLetter> pending =
        Set.copyOf(ledger.pendingLetters(claim, false, numbers, 0, letters.size()));
    return letters.stream().filter(pending::contains).toList();
  }
}
