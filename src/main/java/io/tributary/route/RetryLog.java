package io.tributary.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bean {@code retryLog}: one structured line and a count before a batch's transaction is tried
 * again. It names the fault by class and SQLSTATE; the server's words are left out, since they may
 * quote a row.
 */
public final class RetryLog implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger("io.tributary.retry");

  private final MeterRegistry meters;

  /** Counts into this registry. */
  public RetryLog(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void process(Exchange exchange) {
    Throwable root = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
    String sqlState = "";
    for (Throwable cause = root; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        sqlState = sql.getSQLState();
      }
    }
    Counter.builder("tributary.retries")
        .description("Work tried again after a fault that can pass")
        .tag("where", "batch")
        .register(meters)
        .increment();
    LOG.atWarn()
        .addKeyValue("event", "batch-retried")
        .addKeyValue("batch", exchange.getMessage().getHeader("TributaryBatchId"))
        .addKeyValue("entity", exchange.getMessage().getHeader("TributaryEntity"))
        .addKeyValue("tenant", exchange.getMessage().getHeader("TributaryTenant"))
        .addKeyValue("attempt", exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER))
        .addKeyValue("fault", root == null ? "" : root.getClass().getName())
        .addKeyValue("sqlState", sqlState)
        .log("a fault that can pass; the batch is tried again");
  }
}
