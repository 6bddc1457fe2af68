package io.tributary.run;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The key ranges of an item that this run knows of and has not ended: those that wait for a worker,
 * and those in hand. Guarded by the lock of the {@link WorkQueue}.
 */
final class ItemRanges {

  private final Deque<WorkRange> waiting = new ArrayDeque<>();
  private final Set<WorkRange> inHand = new LinkedHashSet<>();

  /** Set once. Asked without the lock by workers that took a range after that. */
  private volatile boolean known;

  /** Nothing is known but that there is a range 0, with all the rows. */
  ItemRanges(long estimatedRows) {
    waiting.add(new WorkRange(0, estimatedRows));
  }

  /** Whether a range waits for a worker. */
  boolean anyWaits() {
    return !waiting.isEmpty();
  }

  /** Takes the next that waits. */
  WorkRange take() {
    WorkRange range = waiting.remove();
    inHand.add(range);
    return range;
  }

  /** The worker left the range before its end. */
  void putBack(WorkRange range) {
    if (inHand.remove(range)) {
      waiting.add(range);
    }
  }

  /** The range has ended. */
  void end(WorkRange range) {
    inHand.remove(range);
  }

  /** How many workers the item has. */
  int workers() {
    return inHand.size();
  }

  Collection<WorkRange> inHand() {
    return inHand;
  }

  /** A range was cut off, unless the ledger has told another worker of it already. */
  void add(WorkRange range) {
    if (!isHere(range.number)) {
      waiting.add(range);
    }
  }

  private Stream<WorkRange> here() {
    return Stream.concat(waiting.stream(), inHand.stream());
  }

  private boolean isHere(int number) {
    return here().anyMatch(range -> range.number == number);
  }

  /** Whether the ledger was asked for ranges that an earlier run has left. */
  boolean isKnown() {
    return known;
  }

  /**
   * The ledger has these open ranges. Of those that are new here nobody knows how many rows they
   * have: they share what is left of the others.
   *
   * @param rows about how many rows are left in all, if no range is known any more
   */
  void offer(Collection<Integer> open, long rows) {
    known = true;
    List<WorkRange> here = here().toList();
    List<Integer> added = open.stream().filter(number -> !isHere(number)).toList();
    if (added.isEmpty()) {
      return;
    }
    long left = here.isEmpty() ? rows : here.stream().mapToLong(WorkRange::left).sum();
    long share = left / (here.size() + added.size());
    here.forEach(range -> range.setLeft(share));
    added.forEach(number -> waiting.add(new WorkRange(number, share)));
  }
}
