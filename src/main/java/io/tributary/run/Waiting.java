package io.tributary.run;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waiting for another thread's answer, with its failure thrown as it was. */
final class Waiting {

  private Waiting() {}

  static <T> T on(Future<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for all of them, whatever becomes of each; then the first failure is thrown. */
  static void onAll(List<? extends Future<?>> answers) {
    RuntimeException first = null;
    for (Future<?> answer : answers) {
      try {
        on(answer);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else if (first != e) {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
