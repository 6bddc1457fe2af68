package io.tributary.run;

import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Cuts ranges that are in hand, so that a worker with nothing to do gets the rest of one. Not
 * thread-safe: the queue calls it under its lock.
 */
final class RangeCuts {

  private final long fewestRows;
  private int underWay;

  /**
   * Nothing is being cut yet.
   *
   * @param fewestRows the fewest rows that a range is cut off with
   */
  RangeCuts(long fewestRows) {
    this.fewestRows = fewestRows;
  }

  /** How many ranges are being cut: each has a worker in view. */
  int underWay() {
    return underWay;
  }

  /**
   * How many rows a range should keep; 0 if it is to stay as it is, since it is too small or
   * another has more rows left. Whoever got another answer than 0 must call {@link #end}.
   *
   * @param cuttable the items that could be cut, this one among them
   */
  long begin(WorkItem item, WorkRange range, Stream<WorkItem> cuttable) {
    boolean largerRange =
        cuttable
            .flatMap(other -> other.ranges.inHand().stream().filter(r -> rows(other, r) > 0))
            .anyMatch(other -> other.left() > range.left());
    long rows = largerRange ? 0 : rows(item, range);
    if (rows > 0) {
      underWay++;
    }
    return rows;
  }

  private long rows(WorkItem item, WorkRange range) {
    return range.rowsToKeep(Math.max(fewestRows, 2L * item.entity.batch().rows()));
  }

  /**
   * A range was cut, or could not be.
   *
   * @param kept the rows that it was to keep
   * @param added the number of the new range; empty if there are fewer rows than that
   */
  void end(WorkItem item, WorkRange range, long kept, OptionalInt added) {
    underWay--;
    if (added.isPresent()) {
      item.ranges.add(range.cut(added.getAsInt(), kept));
    } else {
      range.hasFewerThan(kept);
    }
  }
}
