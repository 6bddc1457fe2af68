package io.tributary.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code results.json}: written anew after each group of cases, so that what is measured is kept
 * when the rest fails. Cases of parts that were not run this time stay as they were.
 */
final class Results {

  static final String FILE = "results.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path file;
  private final Map<String, String> settings;
  private final List<CaseResult> cases = new ArrayList<>();

  private Results(Path file, Map<String, String> settings) {
    this.file = file;
    this.settings = settings;
  }

  /** What the file holds. */
  record Content(
      List<CaseResult> cases,
      Map<String, Double> ratios,
      Map<String, String> machine,
      Map<String, String> settings) {}

  static Results in(
      Path directory,
      Map<String, String> postgresql,
      String legacy,
      int rounds,
      List<String> jvmOptions)
      throws IOException {
    Files.createDirectories(directory);
    Map<String, String> settings = new LinkedHashMap<>(postgresql);
    settings.put("legacy", legacy);
    settings.put("rounds", Integer.toString(rounds) + " measured, one before them to warm up");
    settings.put("jvm", String.join(" ", jvmOptions));
    Results results = new Results(directory.resolve(FILE), settings);
    if (Files.exists(results.file)) {
      results.cases.addAll(JSON.readValue(results.file.toFile(), Content.class).cases());
    }
    return results;
  }

  /** Takes in a group of cases that took turns. */
  void add(Suite suite, Map<BenchCase, List<Measured>> measured) throws IOException {
    measured.forEach(
        (which, rounds) -> {
          cases.removeIf(
              known -> known.name().equals(which.name()) && known.suite().equals(suite.name()));
          cases.add(CaseResult.of(suite, which, rounds));
        });
    JSON.writeValue(file.toFile(), new Content(cases, Ratios.named(cases), machine(), settings));
  }

  List<CaseResult> cases() {
    return cases;
  }

  Map<String, String> settings() {
    return settings;
  }

  static Map<String, String> machine() throws IOException {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) {
        machine.put("model", line.substring(line.indexOf(':') + 1).strip());
      }
    }
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("MemTotal")) {
        machine.put("memory", Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB");
      }
    }
    machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return machine;
  }
}
