package io.tributary.fault;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A named place at which a test can stop the process, to kill, freeze or cut it right there. Off
 * unless asked for, and free then: the check is of a static final that the compiler folds away.
 *
 * <p>Asked for by the environment variable {@code TRIBUTARY_FAILPOINT} or the system property
 * {@code tributary.failpoint}, which goes first: {@code before-copy@3@localhost:12345} stops the
 * third thread that comes to that point. It connects there, says the point's name and a newline,
 * and waits for one byte or the connection's end; then it goes on as if nothing had been. Only
 * batches of a migration come to these points.
 *
 * <p>Thread-safe.
 */
public enum Failpoint {
  /** The batch's ledger row is inserted, none of its rows is sent. */
  BEFORE_COPY,
  /** Of one table's rows about half is sent and flushed, and the COPY is not ended. */
  INSIDE_COPY,
  /** The rows are loaded; mapping rows, dead letters and cursor are not written. */
  AFTER_COPY,
  /** All is written, and COMMIT is not sent. */
  BEFORE_COMMIT,
  /** The batch is committed, and nobody has been told. */
  AFTER_COMMIT,
  /** A rollback has deleted rows and has not committed that. */
  IN_ROLLBACK,
  /** A replay of dead letters has loaded rows and has not committed that. */
  IN_REPLAY;

  private static final Optional<String> SETTING =
      Optional.ofNullable(
          System.getProperty("tributary.failpoint", System.getenv("TRIBUTARY_FAILPOINT")));

  /** Null if off, and if malformed, which {@link #announce} tells. */
  private static final @Nullable ArmedFailpoint ARMED =
      SETTING.flatMap(ArmedFailpoint::parse).orElse(null);

  /** What a user calls it: {@code before-copy}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Says that the caller is here. Returns at once, unless it was asked to stop here. */
  public void hit() {
    if (ARMED != null) {
      ARMED.hit(this);
    }
  }

  /** Whether a test wants to stop at this point: for a caller that has to prepare for it. */
  public boolean isArmed() {
    return ARMED != null && ARMED.isAt(this);
  }

  /**
   * Warns in the log if a failpoint is on; to be called once, before the process does anything.
   *
   * @throws InvalidInputException if the setting is not understood
   */
  public static void announce() {
    if (ARMED != null) {
      ARMED.announce();
    } else if (SETTING.isPresent()) {
      throw ArmedFailpoint.malformed(SETTING.get());
    }
  }
}
