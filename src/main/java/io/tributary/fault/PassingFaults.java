package io.tributary.fault;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.Set;

/** Tells faults of a database that can pass by themselves from those that stay. */
public final class PassingFaults {

  /**
   * By SQLSTATE: 53300 too many connections, 55P03 lock not available, 57P01 to 57P03 server
   * stopping or starting, 90067 and 90121 (H2) connection broken or aborted. A statement timeout
   * (57014) and a full disk (53100) do not pass by themselves in seconds.
   */
  private static final Set<String> STATES =
      Set.of("53300", "55P03", "57P01", "57P02", "57P03", "90067", "90121");

  /** Of these, those of a server that is gone or on its way. */
  private static final Set<String> LOST = Set.of("57P01", "57P02", "57P03", "90067", "90121");

  /** SQL Server's own numbers: 1205 deadlock victim, 1222 lock timeout. */
  private static final Set<Integer> SQL_SERVER_ERRORS = Set.of(1205, 1222);

  private PassingFaults() {}

  /** Whether a failure has a cause that can pass: trying the whole transaction again can help. */
  public static boolean caused(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LostSessionException) {
        return false;
      }
      if (cause instanceof SQLException fault && canPass(fault)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a failure has a cause that says that the database does not answer. A pool whose
   * connections are all in use says nothing of the kind.
   */
  public static boolean isLoss(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException fault && isLoss(fault)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLoss(SQLException fault) {
    String state = fault.getSQLState() == null ? "" : fault.getSQLState();
    return state.startsWith("08") || LOST.contains(state);
  }

  /** Whether the fault can pass; besides the states, classes 08 (connection) and 40 (rollback). */
  public static boolean canPass(SQLException fault) {
    if (fault instanceof SQLTimeoutException) {
      return false;
    }
    if (fault instanceof SQLTransientException || fault instanceof SQLRecoverableException) {
      return true;
    }
    String state = fault.getSQLState() == null ? "" : fault.getSQLState();
    return state.startsWith("08")
        || state.startsWith("40")
        || STATES.contains(state)
        || SQL_SERVER_ERRORS.contains(fault.getErrorCode());
  }
}
