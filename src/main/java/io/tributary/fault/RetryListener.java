package io.tributary.fault;

import java.time.Instant;

/** Who is told what is tried again. Called by the thread that waits; thread-safe and quick. */
public interface RetryListener {

  /** Work is tried once more. */
  void again(String where);

  /**
   * A database does not answer, for the first time since it last did.
   *
   * @param until when it is given up at the latest
   */
  void unanswered(String where, Instant until);
}
