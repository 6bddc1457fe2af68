package io.tributary.batch;

/**
 * One value, and so its row, cannot be migrated. Thrown while a row is mapped or encoded, and
 * caught per row; it has no stack trace, since a dirty table may throw millions.
 */
public final class RowRefusedException extends RuntimeException {

  private final Reason reason;

  /**
   * A refusal.
   *
   * @param reason the code
   * @param message what is wrong, without the value itself, which may be personal
   */
  public RowRefusedException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** The code. */
  public Reason reason() {
    return reason;
  }
}
