package io.tributary.legacy;

import io.tributary.fault.MigrationException;

/**
 * The memory that batches may take at once, over all workers of a process. A worker reserves before
 * it reads, says afterwards what the batch took, and gives it back when the batch is committed. One
 * worker alone is never held up, so that a batch larger than the whole budget still goes through.
 * Thread-safe.
 */
public final class ByteBudget {

  /** Rows as they were read, and once more as they are encoded. */
  private static final int COPIES = 2;

  private final long limit;
  private long inFlight;

  /**
   * A budget.
   *
   * @param limit bytes, 1 or more
   */
  public ByteBudget(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a budget has at least one byte");
    }
    this.limit = limit;
  }

  /** A quarter of the heap. */
  public static ByteBudget ofHeap() {
    return new ByteBudget(Runtime.getRuntime().maxMemory() / 4);
  }

  /** How many bytes are in flight. */
  public synchronized long inFlight() {
    return inFlight;
  }

  /**
   * Waits until a batch of about that size may be read.
   *
   * @param batchBytes what its rows are expected to take
   * @throws MigrationException if the thread is interrupted while it waits
   */
  Share reserve(long batchBytes) {
    long wanted = COPIES * batchBytes;
    synchronized (this) {
      try {
        while (inFlight > 0 && inFlight + wanted > limit) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MigrationException(
            LegacyCode.INTERRUPTED.at(
                "memory", "waiting for memory was interrupted", "run again to go on"),
            e);
      }
      inFlight += wanted;
    }
    return new Share(wanted);
  }

  private synchronized void change(long bytes) {
    inFlight += bytes;
    notifyAll();
  }

  /** What one worker has reserved; for one thread. */
  final class Share implements AutoCloseable {

    private long bytes;

    private Share(long bytes) {
      this.bytes = bytes;
    }

    /** The batch has been read and its rows take so much. Never waits: they are there. */
    void correct(long batchBytes) {
      long actual = COPIES * batchBytes;
      change(actual - bytes);
      bytes = actual;
    }

    /** The batch is through. */
    @Override
    public void close() {
      change(-bytes);
      bytes = 0;
    }
  }
}
