package io.tributary.serve;

import io.tributary.fault.WithoutWords;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets routes going for somebody who does not wait for them, one after the other. Thread-safe. */
final class OnDemand implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OnDemand.class);

  private final Main main;
  private final ExecutorService thread;

  OnDemand(Main main, String name) {
    this.main = main;
    this.thread = Executors.newSingleThreadExecutor(task -> new Thread(task, name));
  }

  /** Sends a route its trigger. */
  void send(String route) {
    thread.execute(
        () -> {
          try (var producer = main.getCamelContext().createProducerTemplate()) {
            producer.sendBody(route, "demand");
          } catch (Exception e) {
            // What the operator's own steps threw: the beans themselves tell of their failures.
            LOG.atError()
                .addKeyValue("event", "service-route-failed")
                .addKeyValue("route", route)
                .setCause(WithoutWords.of(e))
                .log("a route of the service failed");
          }
        });
  }

  /** Waits for what is on. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.MINUTES)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
