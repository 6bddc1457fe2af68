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

  /** Whatever Camel and Spring have wrapped around it, the operator reads what went wrong below. */
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
      if (!(root instanceof SQLException)) {
        root = cause;
      }
    }
    return new MigrationException(
        LegacyCode.ROUTE_FAILED.at(
            batch.claim().displayName(),
            place(failing) + " failed on batch " + batch.batchId() + ": " + describe(root),
            "--verbose shows the step's own error, which may quote data"),
        failure);
  }

  private static String place(Exchange failing) {
    String route = failing.getProperty(ExchangePropertyKey.FAILURE_ROUTE_ID, String.class);
    String endpoint = failing.getProperty(ExchangePropertyKey.FAILURE_ENDPOINT, String.class);
    return (route == null ? "a step of the route" : "a step of route " + route)
        + (endpoint == null ? "" : ", at or after " + endpoint + ",");
  }

  /**
   * Without what may quote a row: the words of a step, and of PostgreSQL's errors of data. Its
   * errors of state quote none.
   */
  private static String describe(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    if (!(failure instanceof SQLException error)) {
      StackTraceElement[] frames = failure.getStackTrace();
      return name + (frames.length == 0 ? "" : " at " + frames[0]);
    }
    String state = String.valueOf(error.getSQLState());
    boolean ofData = state.startsWith("22") || state.startsWith("23") || state.startsWith("P0");
    return ofData ? name + ", SQLSTATE " + state : error.getMessage() + " (SQLSTATE " + state + ")";
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
