package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.fault.MigrationException;
import io.tributary.fault.TributaryException;
import java.sql.SQLException;
import org.apache.camel.Exchange;

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
    Throwable failure = exchange.getException();
    if (failure instanceof TributaryException told) {
      throw told;
    }
    if (failure != null) {
      throw failed(failure, batch);
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
  private static TributaryException failed(Throwable failure, Batch batch) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TributaryException told) {
        return told;
      }
      root = cause;
      if (cause instanceof SQLException) {
        break;
      }
    }
    return new MigrationException(
        LegacyCode.ROUTE_FAILED.at(
            batch.claim().displayName(),
            "a step of the route failed on batch " + batch.batchId() + ": " + describe(root),
            "the log has the step's own error with its causes"),
        failure);
  }

  /** Without what may quote a row: PostgreSQL's errors of data do, those of its state do not. */
  private static String describe(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    if (!(failure instanceof SQLException error)) {
      return name;
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
