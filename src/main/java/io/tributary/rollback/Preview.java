package io.tributary.rollback;

/** What batches were asked about before, while a rollback is only shown. Not thread-safe. */
public final class Preview {

  private final Gone gone = new Gone();

  /** Nothing was asked about before. */
  public Preview() {
    // The batches come one by one.
  }

  Gone gone() {
    return gone;
  }
}
