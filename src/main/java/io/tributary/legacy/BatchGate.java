package io.tributary.legacy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets runs in while a route is started, and lets whoever suspends the route wait until the last of
 * them has left at the edge of its batch. Thread-safe.
 */
final class BatchGate {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private boolean open;
  private int inside;

  /** Lets runs in from now on. */
  void open() {
    lock.lock();
    try {
      open = true;
    } finally {
      lock.unlock();
    }
  }

  /** A run comes in; false if the gate is closed. Who came in must {@link #leave}. */
  boolean enter() {
    lock.lock();
    try {
      if (open) {
        inside++;
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** A run goes. */
  void leave() {
    lock.lock();
    try {
      if (--inside == 0) {
        empty.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether runs may begin another batch. */
  boolean isOpen() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets no more runs in and asks those inside to go at the edge of their batch.
   *
   * @return whether all have gone before the time was up
   */
  boolean close(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      open = false;
      long nanos = TimeUnit.NANOSECONDS.convert(patience);
      while (inside > 0 && nanos > 0) {
        nanos = empty.awaitNanos(nanos);
      }
      return inside == 0;
    } finally {
      lock.unlock();
    }
  }
}
