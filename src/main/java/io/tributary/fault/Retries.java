package io.tributary.fault;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries work that a passing fault has broken off again, after a growing and random wait. For work
 * outside of routes; within them Camel's error handling does the same ({@code errors.camel.yaml}).
 * Thread-safe.
 */
public final class Retries {

  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  private static final int ATTEMPTS = 6;
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final double GROWTH = 2;
  private static final double JITTER = 0.5;

  /** Nothing is tried again. Made after the constants that it is made of. */
  public static final Retries NONE = new Retries(1, where -> {});

  private final RetryConfig config;
  private final Consumer<String> counter;

  private Retries(int attempts, Consumer<String> counter) {
    this.counter = counter;
    this.config =
        RetryConfig.custom()
            .maxAttempts(attempts)
            .intervalFunction(
                IntervalFunction.ofExponentialRandomBackoff(
                    FIRST_WAIT, GROWTH, JITTER, LONGEST_WAIT))
            .retryOnException(PassingFaults::caused)
            .build();
  }

  /**
   * Tries six times in about eight seconds, and longer where opening a connection takes its time:
   * long enough for a server to restart.
   *
   * @param counter told of each further try, by what it concerns
   */
  public static Retries counting(Consumer<String> counter) {
    return new Retries(ATTEMPTS, counter);
  }

  /**
   * Does work that can be done again from its beginning.
   *
   * @param where what it concerns, for logs and meters: a service, a tenant's legacy database
   * @throws RuntimeException what the work threw, if it does not pass or the last try failed, too
   */
  public <T> T on(String where, Supplier<T> work) {
    Retry retry = Retry.of(where, config);
    retry
        .getEventPublisher()
        .onRetry(
            event -> {
              counter.accept(where);
              LOG.atWarn()
                  .addKeyValue("event", "work-retried")
                  .addKeyValue("where", where)
                  .addKeyValue("attempt", event.getNumberOfRetryAttempts())
                  .addKeyValue("sqlState", sqlState(event.getLastThrowable()))
                  .log("a fault that can pass; tried again");
            });
    return retry.executeSupplier(work);
  }

  private static String sqlState(Throwable failure) {
    String state = "";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        state = sql.getSQLState();
      }
    }
    return state;
  }
}
