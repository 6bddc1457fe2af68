package io.tributary.serve;

import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bean {@code alertAttempts} of {@code routes/alert.camel.yaml}: logs each attempt to deliver an
 * alert that has failed. Messages of exceptions name the address, which is often a secret itself:
 * they are left out. It is the configurer of the HTTP client, too: an attempt is one request.
 * Thread-safe.
 */
public final class AlertAttempts implements Processor, HttpClientConfigurer {

  private static final Logger LOG = LoggerFactory.getLogger("io.tributary.alert");

  /** The client would try again by itself, and say nothing of it. */
  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    client.disableAutomaticRetries();
  }

  /** Logs a failed attempt. */
  @Override
  public void process(Exchange exchange) {
    Exception failure =
        Objects.requireNonNull(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    int attempt = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class);
    var event =
        LOG.atWarn()
            .addKeyValue("event", "alert-attempt-failed")
            .addKeyValue("attempt", attempt)
            .addKeyValue("failure", failure.getClass().getSimpleName());
    if (failure instanceof HttpOperationFailedException refused) {
      event = event.addKeyValue("status", refused.getStatusCode());
    }
    event.log("an alert could not be delivered");
  }
}
