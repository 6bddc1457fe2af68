package io.tributary.mapping;

import io.tributary.copy.MappedChunk;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.jspecify.annotations.Nullable;

/**
 * The splitter's aggregation strategy: collects the mapped chunks of a batch, in whatever order
 * they come, into one {@link io.tributary.copy.CopyPayload}.
 *
 * <p>Whatever goes wrong in the split ends as the exception of the exchange that leaves it, with
 * {@code stopOnException} or without: a failed chunk, also one whose error some handler has
 * declared handled; a chunk that a step has swallowed or replaced; a row that nobody mapped,
 * dropped or refused. So nothing goes on to the load after a failure. Thread-safe: all state is in
 * the exchange.
 */
public final class PayloadAggregation implements AggregationStrategy {

  /** What was collected so far: the body of the exchange that is being aggregated. */
  private static final class Collected {
    final List<MappedChunk> chunks = new ArrayList<>();
    @Nullable Exception failure;
  }

  @Override
  public Exchange aggregate(@Nullable Exchange oldExchange, Exchange newExchange) {
    Collected collected;
    if (oldExchange != null && oldExchange.getMessage().getBody() instanceof Collected known) {
      collected = known;
    } else {
      collected = new Collected();
    }
    collect(collected, newExchange);
    Exchange result = oldExchange == null ? newExchange : oldExchange;
    result.getMessage().setBody(collected);
    return result;
  }

  private static void collect(Collected collected, Exchange exchange) {
    Exception failure = failure(exchange);
    if (failure != null) {
      collected.failure = collected.failure == null ? failure : collected.failure;
    } else if (exchange.getMessage().getBody() instanceof MappedChunk chunk) {
      collected.chunks.add(chunk);
    }
    // Anything else is a chunk that is missing, as the closing check will find.
  }

  /** What failed: an error that a handler has declared handled still is one here. */
  private static @Nullable Exception failure(Exchange exchange) {
    if (exchange.getException() != null) {
      return exchange.getException();
    }
    ExchangeExtension extension = exchange.getExchangeExtension();
    // Unset, the flag is null inside, and asking for it throws.
    if (extension.isErrorHandlerHandledSet() && extension.isErrorHandlerHandled()) {
      Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      return caught == null ? PayloadCheck.nothingCame() : caught;
    }
    return null;
  }

  /**
   * Closes the payload. Camel copies the result to the caller's exchange after this, and with
   * {@code stopOnException} takes only the exception from it: so the exception is set there, and
   * nothing is thrown.
   */
  @Override
  public void onCompletion(@Nullable Exchange exchange, Exchange inputExchange) {
    if (exchange == null) {
      if (inputExchange.getException() == null) {
        inputExchange.setException(PayloadCheck.nothingCame());
      }
      return;
    }
    Exception failure = failure(exchange);
    if (failure != null) {
      exchange.setException(failure);
    } else if (exchange.getMessage().getBody() instanceof Collected collected) {
      close(exchange, collected, inputExchange.getMessage().getBody());
    } else {
      exchange.setException(PayloadCheck.stopped(inputExchange.getMessage().getBody()));
    }
  }

  private static void close(Exchange exchange, Collected collected, @Nullable Object input) {
    if (collected.failure == null && collected.chunks.isEmpty()) {
      exchange.setException(PayloadCheck.allMissing(input));
      return;
    }
    if (collected.failure != null) {
      exchange.setException(collected.failure);
      return;
    }
    try {
      exchange.getMessage().setBody(PayloadCheck.close(collected.chunks));
    } catch (RuntimeException e) {
      exchange.setException(e);
    }
  }
}
