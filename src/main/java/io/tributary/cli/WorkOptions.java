package io.tributary.cli;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tributary.ledger.LedgerTimes;
import io.tributary.run.RunSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a command works on partitions. */
final class WorkOptions {

  @Option(
      names = "--parallel",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "Partitions that run at once (default: the number of processors)")
  int parallel = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--observe",
      paramLabel = "[HOST:]PORT",
      converter = Address.class,
      description = {
        "Serve metrics, health and Jolokia (for Hawtio) below http://HOST:PORT/observe",
        "while running. HOST is localhost unless given: Jolokia steers the run, so keep",
        "it to yourself."
      })
  @Nullable InetSocketAddress observe;

  @Option(
      names = "--rows-per-second",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "Rows that all partitions together may bring in a second (default: no bound)")
  int rowsPerSecond;

  @Option(
      names = "--takeover-after",
      paramLabel = "SECONDS",
      converter = AtLeastOne.class,
      description = {
        "Take over the partitions of another process that shows no sign of life for so long",
        "(default: 30). One that was killed is taken over at once."
      })
  int takeoverAfter = (int) LedgerTimes.DEFAULT.lease().toSeconds();

  @Option(
      names = "--batch-timeout",
      paramLabel = "SECONDS",
      converter = AtLeastOne.class,
      description = {
        "Have PostgreSQL end the transaction of a batch that lasts longer (default: 900;",
        "PostgreSQL 17 and later)"
      })
  int batchTimeout = (int) LedgerTimes.DEFAULT.batchTimeout().toSeconds();

  @Option(
      names = "--query-timeout",
      paramLabel = "SECONDS",
      converter = AtLeastOne.class,
      description = {
        "End a query for legacy rows that takes longer, and give up a database that does not answer",
        "for so long (default: 300)"
      })
  int queryTimeout = (int) RunSettings.QUERY_TIMEOUT.toSeconds();

  @Option(
      names = "--range-rows",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = {
        "The fewest rows that a key range of a large partition is cut off with, when workers",
        "have nothing to do (default: 20000)"
      })
  int rangeRows = (int) RunSettings.RANGE_ROWS;

  /** A run that writes, and refuses what has changed. */
  RunSettings settings(Path routes) {
    return settings(routes, false, Optional.empty());
  }

  /**
   * The settings of a run.
   *
   * @param acceptedChanges why changes are accepted; empty to refuse them
   */
  RunSettings settings(Path routes, boolean dryRun, Optional<String> acceptedChanges) {
    return new RunSettings(
        routes,
        parallel,
        rowsPerSecond,
        dryRun,
        acceptedChanges,
        new LedgerTimes(Duration.ofSeconds(takeoverAfter), Duration.ofSeconds(batchTimeout)),
        Duration.ofSeconds(queryTimeout),
        rangeRows,
        camelProperties(),
        meters());
  }

  /** Counts for Prometheus where it can be asked; else for nobody. */
  private MeterRegistry meters() {
    return observe == null
        ? new CompositeMeterRegistry()
        : new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  private Map<String, String> camelProperties() {
    if (observe == null) {
      return Map.of();
    }
    Map<String, String> camel = new LinkedHashMap<>();
    camel.put("camel.management.enabled", "true");
    camel.put("camel.management.host", observe.getHostString());
    camel.put("camel.management.port", Integer.toString(observe.getPort()));
    camel.put("camel.management.health-check-enabled", "true");
    camel.put("camel.management.metrics-enabled", "true");
    camel.put("camel.management.jolokia-enabled", "true");
    camel.put("camel.metrics.enabled", "true");
    return camel;
  }

  /** Reads {@code 9876} and {@code 0.0.0.0:9876}. */
  static final class Address implements ITypeConverter<InetSocketAddress> {

    @Override
    public InetSocketAddress convert(String text) {
      int colon = text.lastIndexOf(':');
      String host = colon < 0 ? "localhost" : text.substring(0, colon);
      try {
        return InetSocketAddress.createUnresolved(
            host, Integer.parseInt(text.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "' is not [HOST:]PORT");
      }
    }
  }

  /** Reads a number of 1 or more. */
  static final class AtLeastOne implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      try {
        int number = Integer.parseInt(text);
        if (number >= 1) {
          return number;
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not a number");
      }
      throw new TypeConversionException("'" + text + "' is less than 1");
    }
  }
}
