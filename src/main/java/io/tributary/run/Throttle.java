package io.tributary.run;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How many rows a second all workers together may bring, in the mean. Each batch that is committed
 * pays for its rows by waiting at its edge; batches are let through whole. Thread-safe.
 */
final class Throttle {

  private static final double NANOS = 1e9;

  private double rowsPerSecond;
  private final LongSupplier clock;
  private long free;
  private long wakes;

  /**
   * A throttle.
   *
   * @param rowsPerSecond 0 for no bound
   */
  Throttle(double rowsPerSecond) {
    this(rowsPerSecond, System::nanoTime);
  }

  /** As the other one, by another clock than {@link System#nanoTime}. */
  Throttle(double rowsPerSecond, LongSupplier clock) {
    this.rowsPerSecond = rowsPerSecond;
    this.clock = clock;
    this.free = clock.getAsLong();
  }

  /** Rows a second; 0 for no bound. */
  synchronized double rowsPerSecond() {
    return rowsPerSecond;
  }

  /** Sets the rate from now on; who waits goes on by the new one. */
  synchronized void setRowsPerSecond(double newRate) {
    if (newRate < 0) {
      throw new IllegalArgumentException("a rate is 0 (no bound) or more");
    }
    rowsPerSecond = newRate;
    free = clock.getAsLong();
    notifyAll();
  }

  /** Something has changed that may end a wait. */
  synchronized void wake() {
    wakes++;
    notifyAll();
  }

  /**
   * Pays for rows.
   *
   * @param leave ends the wait when it says so; asked again after each {@link #wake}, with no lock
   *     held
   */
  void pay(long rows, BooleanSupplier leave) throws InterruptedException {
    waitUntil(charge(rows), leave);
  }

  /** When rows are paid for that are brought now, by the clock in nanoseconds. */
  synchronized long charge(long rows) {
    long now = clock.getAsLong();
    if (rowsPerSecond == 0) {
      return now;
    }
    long from = free - now > 0 ? free : now;
    free = from + (long) (rows / rowsPerSecond * NANOS);
    return free;
  }

  /** Rests for a while. */
  void rest(Duration time, BooleanSupplier leave) throws InterruptedException {
    waitUntil(clock.getAsLong() + time.toNanos(), leave);
  }

  private void waitUntil(long due, BooleanSupplier leave) throws InterruptedException {
    double rate = rowsPerSecond();
    boolean waiting = due - clock.getAsLong() > 0;
    while (waiting) {
      long seen = wakes();
      waiting = !leave.getAsBoolean() && waitForNews(due, rate, seen);
    }
  }

  private synchronized long wakes() {
    return wakes;
  }

  /**
   * Waits until it is due or something changes; false when there is nothing to wait for any more.
   */
  private synchronized boolean waitForNews(long due, double rate, long seen)
      throws InterruptedException {
    long left = due - clock.getAsLong();
    while (left > 0 && rate == rowsPerSecond && wakes == seen) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = due - clock.getAsLong();
    }
    return left > 0 && rate == rowsPerSecond;
  }
}
