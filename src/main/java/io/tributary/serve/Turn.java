package io.tributary.serve;

import java.util.concurrent.locks.ReentrantLock;

/** What goes one at a time, and begins no more after a stop. Thread-safe. */
final class Turn {

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean stopped;

  /**
   * Takes the turn for the calling thread, which is to end it.
   *
   * @return whether it has it; not, if another has, or after a stop
   */
  boolean begin() {
    return !stopped && lock.tryLock();
  }

  void end() {
    lock.unlock();
  }

  boolean isOn() {
    return lock.isLocked();
  }

  /** Whether {@link #begin} would succeed now. */
  boolean isFree() {
    return !stopped && !lock.isLocked();
  }

  /** None begins any more; one that is on goes on. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }
}
