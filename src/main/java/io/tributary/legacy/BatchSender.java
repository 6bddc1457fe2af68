package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultConsumer;

/** Sends batches through a route, each as a message of its own. Thread-safe. */
final class BatchSender {

  private final DefaultConsumer consumer;

  BatchSender(DefaultConsumer consumer) {
    this.consumer = consumer;
  }

  /**
   * Sends a batch and waits for the route's answer.
   *
   * @param turn when its transaction may begin
   * @throws io.tributary.fault.TributaryException as {@link RouteAnswer} says, unless the answer
   *     leaves no doubt
   */
  Checkpoint send(Batch batch, LoadTurn turn) {
    Exchange exchange = consumer.createExchange(false);
    try {
      exchange.setProperty(KeysetConstants.LOAD_TURN, turn);
      Message message = exchange.getMessage();
      message.setBody(batch);
      message.setHeader(KeysetConstants.ENTITY, batch.claim().entity().name());
      message.setHeader(KeysetConstants.TENANT, batch.claim().tenant().name());
      message.setHeader(KeysetConstants.BATCH_ID, batch.batchId());
      message.setHeader(KeysetConstants.SERVICE, batch.claim().entity().service());
      message.setHeader(KeysetConstants.LOAD_MODE, batch.mode().name());
      message.setHeader(KeysetConstants.KEY_BOUNDS, batch.bounds());
      try {
        consumer.getProcessor().process(exchange);
      } catch (Exception e) {
        exchange.setException(e);
      }
      return RouteAnswer.checkpoint(exchange, batch);
    } finally {
      consumer.releaseExchange(exchange, false);
    }
  }
}
