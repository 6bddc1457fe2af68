package io.tributary.run;

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
}
