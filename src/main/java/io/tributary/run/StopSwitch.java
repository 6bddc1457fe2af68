package io.tributary.run;

import org.jspecify.annotations.Nullable;

/** Stops a queue, also one that is not there yet when the switch is thrown. Thread-safe. */
final class StopSwitch {

  private @Nullable WorkQueue queue;
  private boolean thrown;

  synchronized void controls(WorkQueue newQueue) {
    queue = newQueue;
    if (thrown) {
      newQueue.stop();
    }
  }

  synchronized boolean isStopped() {
    return thrown;
  }

  synchronized void stop() {
    thrown = true;
    if (queue != null) {
      queue.stop();
    }
  }
}
