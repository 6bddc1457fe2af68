package io.tributary.route;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import org.apache.camel.Exchange;

/** Bean {@code faults}: tells faults that can pass from those that stay. */
public final class Faults {

  /** Whether trying the transaction again can help: the exchange's exception has such a cause. */
  public boolean canPass(Exchange exchange) {
    Throwable fault = exchange.getException();
    if (fault == null) {
      fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && canPass(sql)) {
        return true;
      }
    }
    return false;
  }

  /**
   * By SQLSTATE: 08 connection, 40 rollback (deadlock, serialization), 53300 too many connections,
   * 55P03 lock not available, 57P01 to 57P03 server stopping or starting. A statement timeout
   * (57014) and a full disk (53100) do not pass by themselves in seconds.
   */
  static boolean canPass(SQLException fault) {
    if (fault instanceof SQLTransientException || fault instanceof SQLRecoverableException) {
      return true;
    }
    String state = fault.getSQLState();
    return state != null
        && (state.startsWith("08")
            || state.startsWith("40")
            || state.equals("53300")
            || state.equals("55P03")
            || state.equals("57P01")
            || state.equals("57P02")
            || state.equals("57P03"));
  }
}
