package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.fault.MigrationException;
import io.tributary.fault.TributaryException;
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
      throw new MigrationException(
          LegacyCode.ROUTE_FAILED.at(
              batch.claim().displayName(),
              "a step of the route failed on batch "
                  + batch.batchId()
                  + ": "
                  + failure.getClass().getSimpleName(),
              "--verbose shows the step's own error, which may quote data"),
          failure);
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

  private static MigrationException noCheckpoint(Exchange exchange, Batch batch, String what) {
    return new MigrationException(
        LegacyCode.NO_CHECKPOINT.at(
            batch.claim().displayName(),
            "the route " + what + " (batch " + batch.batchId() + ")",
            "look for a filter, a stop or a handled error: rows are dropped by RowChunk.drop"),
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
  }
}
