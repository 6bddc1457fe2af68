package io.tributary.cli;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tributary.run.RunSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How to run. */
final class RunOptions {

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Partitions that run at once (default: the number of processors)")
  int parallel = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--dry-run",
      description = "Read, map and encode every row, report what would fail, write nothing")
  boolean dryRun;

  @Option(
      names = "--observe",
      paramLabel = "PORT",
      description =
          "Serve metrics, health and Jolokia (for Hawtio) at http://localhost:PORT/observe")
  int observePort;

  RunSettings settings(Path routes) {
    Map<String, String> camel = new LinkedHashMap<>();
    if (observePort > 0) {
      camel.put("camel.management.enabled", "true");
      camel.put("camel.management.port", Integer.toString(observePort));
      camel.put("camel.management.health-check-enabled", "true");
      camel.put("camel.management.metrics-enabled", "true");
      camel.put("camel.management.jolokia-enabled", "true");
    }
    return new RunSettings(
        routes, Math.max(1, parallel), dryRun, camel, new CompositeMeterRegistry());
  }
}
