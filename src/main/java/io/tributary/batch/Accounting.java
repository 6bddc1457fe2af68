package io.tributary.batch;

/**
 * What became of the legacy rows of a batch, or of many batches. The legacy row is the unit,
 * however many target rows it makes.
 */
public record Accounting(
    long read,
    long inserted,
    long updated,
    long unchanged,
    long deduplicated,
    long filtered,
    long deadLettered) {

  /** Nothing read. */
  public static final Accounting NONE = new Accounting(0, 0, 0, 0, 0, 0, 0);

  /** Whether every row that was read is accounted for, once. */
  public boolean closes() {
    return read == inserted + updated + unchanged + deduplicated + filtered + deadLettered;
  }

  /** Rows that the target has, whoever brought them. */
  public long loaded() {
    return inserted + updated + unchanged + deduplicated;
  }

  /**
   * After some of the dead-lettered rows were tried again: what became of them takes the place of
   * what had.
   *
   * @param replay of the batches that tried them
   */
  public Accounting withReplay(Accounting replay) {
    Accounting sum = plus(replay);
    return new Accounting(
        read,
        sum.inserted,
        sum.updated,
        sum.unchanged,
        sum.deduplicated,
        sum.filtered,
        sum.deadLettered - replay.read);
  }

  /** Both together. */
  public Accounting plus(Accounting other) {
    return new Accounting(
        read + other.read,
        inserted + other.inserted,
        updated + other.updated,
        unchanged + other.unchanged,
        deduplicated + other.deduplicated,
        filtered + other.filtered,
        deadLettered + other.deadLettered);
  }
}
