package io.tributary.fault;

/**
 * A connection was lost, and with it what it alone held, such as temporary tables: trying the step
 * again on it cannot help, beginning anew on another one can.
 */
public final class LostSessionException extends MigrationException {

  private static final long serialVersionUID = 1;

  /** A loss, with what the driver threw. */
  public LostSessionException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
