package io.tributary.fault;

/**
 * A failure as logs may show it: the classes and frames of all its causes, but the words of
 * Tributary's own errors alone, since those of drivers and of operators' beans may quote a row.
 */
public final class WithoutWords extends Exception {

  private static final long serialVersionUID = 1;

  private WithoutWords(Throwable failure) {
    super(
        failure instanceof TributaryException ? failure.toString() : failure.getClass().getName(),
        failure.getCause() == null ? null : new WithoutWords(failure.getCause()));
    setStackTrace(failure.getStackTrace());
    for (Throwable suppressed : failure.getSuppressed()) {
      addSuppressed(new WithoutWords(suppressed));
    }
  }

  /** The same failure without the words of others. */
  public static Exception of(Throwable failure) {
    return new WithoutWords(failure);
  }
}
