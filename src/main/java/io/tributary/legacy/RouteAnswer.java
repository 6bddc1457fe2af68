package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.fault.MigrationException;
import io.tributary.fault.TributaryException;
import java.sql.SQLException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/**
 * What a route made of a batch. Only one answer is good: a checkpoint for this very batch, from a
 * route that neither failed nor was stopped nor marked for rollback. A filter, a stop or an error
 * handler that says "handled" would else lose the batch in silence.
 */
final class RouteAnswer {

  private RouteAnswer() {}

  /**
   * The checkpoint that the route ended with.
   *
   * @throws TributaryException if the route failed, or ended in any other way
   */
  static Checkpoint checkpoint(Exchange exchange, Batch batch) {
    if (exchange.getException() != null) {
      throw failed(exchange, exchange.getException(), batch);
    }
    if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast() || exchange.isRouteStop()) {
      throw noCheckpoint(exchange, batch, "was stopped or marked for rollback");
    }
    if (!(exchange.getMessage().getBody() instanceof Checkpoint checkpoint)) {
      throw noCheckpoint(exchange, batch, "ended without a checkpoint");
    }
    if (!checkpoint.batchId().equals(batch.batchId())) {
      throw noCheckpoint(exchange, batch, "ended with the checkpoint of another batch");
    }
    if (batch.lower().filter(checkpoint.upper()::equals).isPresent()) {
      throw noCheckpoint(exchange, batch, "ended with a checkpoint that goes no further");
    }
    return checkpoint;
  }

  /** Camel wraps what a step throws: Tributary's own errors are told as they are. */
  private static TributaryException failed(Exchange exchange, Exception failure, Batch batch) {
    Exchange failing = exchange;
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TributaryException told) {
        return told;
      }
      if (cause instanceof CamelExchangeException camels && camels.getExchange() != null) {
        failing = camels.getExchange();
      }
      root = cause;
      if (cause instanceof SQLException) {
        break;
      }
    }
    return new MigrationException(
        LegacyCode.ROUTE_FAILED.at(
            batch.claim().displayName(),
            place(failing) + " failed on batch " + batch.batchId() + ": " + describe(root),
            "the log has the step's own error with its causes"),
        failure);
  }

  private static String place(Exchange failing) {
    String route = failing.getProperty(ExchangePropertyKey.FAILURE_ROUTE_ID, String.class);
    String endpoint = failing.getProperty(ExchangePropertyKey.FAILURE_ENDPOINT, String.class);
    return (route == null ? "a step of the route" : "a step of route " + route)
        + (endpoint == null ? "" : ", at or after " + endpoint + ",");
  }

  /**
   * PostgreSQL's words where they are about its state; of an error of data the SQLSTATE, and of any
   * other error the class and place, since their words may quote a row.
   */
  private static String describe(Throwable root) {
    if (root instanceof SQLException error) {
      String state = String.valueOf(error.getSQLState());
      boolean ofData = state.startsWith("22") || state.startsWith("23") || state.startsWith("P0");
      return (ofData ? "PostgreSQL refused a row" : error.getMessage())
          + " (SQLSTATE "
          + state
          + ")";
    }
    StackTraceElement[] frames = root.getStackTrace();
    return root.getClass().getSimpleName() + (frames.length == 0 ? "" : " at " + frames[0]);
  }

  private static MigrationException noCheckpoint(Exchange exchange, Batch batch, String what) {
    return new MigrationException(
        LegacyCode.NO_CHECKPOINT.at(
            batch.claim().displayName(),
            "the route " + what + " (batch " + batch.batchId() + ")",
            "look for a filter, a stop or a handled error: rows are dropped by RowChunk.drop"),
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
  }
}
