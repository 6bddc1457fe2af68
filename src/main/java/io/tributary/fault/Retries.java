package io.tributary.fault;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.event.RetryOnRetryEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final IntervalFunction WAITS =
      IntervalFunction.ofExponentialRandomBackoff(FIRST_WAIT, GROWTH, JITTER, LONGEST_WAIT);

  private static final RetryListener NOBODY =
      new RetryListener() {
        @Override
        public void again(String where) {}

        @Override
        public void unanswered(String where, Instant until) {}
      };

  /** Nothing is tried again. Made after the constants that it is made of. */
  public static final Retries NONE = new Retries(1, Duration.ZERO, NOBODY);

  private final int attempts;
  private final Duration patience;
  private final RetryListener listener;
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final Set<String> givenUp = ConcurrentHashMap.newKeySet();

  private Retries(int attempts, Duration patience, RetryListener listener) {
    this.patience = patience;
    this.listener = listener;
    this.attempts = attempts;
  }

  /**
   * Tries six times in about eight seconds, and longer where opening a connection takes its time:
   * long enough for a server to restart. A database that was given up is asked once a time only,
   * until it answers again.
   *
   * @param patience after that time nothing is tried again
   * @param listener told of each further try, and of databases that do not answer
   */
  public static Retries within(Duration patience, RetryListener listener) {
    return new Retries(ATTEMPTS, patience, listener);
  }

  /**
   * Does work that can be done again from its beginning.
   *
   * @param where what it concerns, for logs and meters: a service, a tenant's legacy database
   * @throws RuntimeException what the work threw, if it does not pass, or the last try failed, too
   */
  public <T> T on(String where, Supplier<T> work) {
    Instant until = Instant.now().plus(patience);
    boolean isOnce = givenUp.contains(where);
    Retry retry =
        Retry.of(
            where,
            RetryConfig.custom()
                .maxAttempts(attempts)
                .intervalFunction(WAITS)
                .retryOnException(
                    e -> !isOnce && PassingFaults.caused(e) && Instant.now().isBefore(until))
                .build());
    retry.getEventPublisher().onRetry(event -> again(where, until, event));
    try {
      T result = retry.executeSupplier(work);
      silent.remove(where);
      givenUp.remove(where);
      return result;
    } catch (RuntimeException e) {
      if (PassingFaults.isLoss(e)) {
        givenUp.add(where);
      }
      throw e;
    }
  }

  private void again(String where, Instant until, RetryOnRetryEvent event) {
    listener.again(where);
    LOG.atWarn()
        .addKeyValue("event", "work-retried")
        .addKeyValue("where", where)
        .addKeyValue("attempt", event.getNumberOfRetryAttempts())
        .addKeyValue("sqlState", sqlState(event.getLastThrowable()))
        .log("a fault that can pass; tried again");
    if (PassingFaults.isLoss(event.getLastThrowable())) {
      unanswered(where, until);
    }
  }

  /**
   * A connection could not be opened, while a pool goes on trying: that is told now, and not when
   * the pool has given up.
   */
  public void unopened(String where) {
    if (!givenUp.contains(where)) {
      unanswered(where, Instant.now().plus(patience));
    }
  }

  private void unanswered(String where, Instant until) {
    if (silent.add(where)) {
      LOG.atWarn()
          .addKeyValue("event", "database-unanswered")
          .addKeyValue("where", where)
          .addKeyValue("until", until)
          .log("a database does not answer; it is tried again");
      listener.unanswered(where, until);
    }
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
