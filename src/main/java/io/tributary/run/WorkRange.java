package io.tributary.run;

/**
 * One key range of an item, as far as this run knows of it. Guarded by the lock of the {@link
 * WorkQueue}.
 */
final class WorkRange {

  /**
   * A new range is found by having the legacy server pass over keys: never more than so many at
   * once. The rest of a huge table goes to the new range, which is cut in its turn.
   */
  private static final long MOST_PASSED_OVER = 500_000;

  /** Its number in the ledger. */
  final int number;

  /** About how many rows are left to be read; below 0 if there are more than was estimated. */
  private long left;

  WorkRange(int number, long left) {
    this.number = number;
    this.left = left;
  }

  long left() {
    return left;
  }

  void setLeft(long rows) {
    left = rows;
  }

  void read(long rows) {
    left -= rows;
  }

  /**
   * How many rows it should keep if it were cut now: half of what is left. Where more has been read
   * than was estimated, nobody knows: then as few as are worth it.
   *
   * @param fewest the fewest rows that either part should have
   * @return 0 if it is not worth it
   */
  long rowsToKeep(long fewest) {
    long known = left < 0 ? 2 * fewest : left;
    return known < 2 * fewest ? 0 : Math.min(known / 2, Math.max(fewest, MOST_PASSED_OVER));
  }

  /** It was cut after so many rows; what is left beyond belongs to the new range, with a number. */
  WorkRange cut(int newNumber, long kept) {
    WorkRange rest = new WorkRange(newNumber, Math.max(kept, left - kept));
    left = kept;
    return rest;
  }

  /** It turned out to have fewer rows than that. */
  void hasFewerThan(long rows) {
    left = left < 0 ? rows : Math.min(left, rows);
  }
}
