package io.tributary.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./mvnw -Pbench verify}: measures, prints a table, writes {@code bench/results.json}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Brings the same rows over in several ways, taking turns, and compares them.")
public final class Bench implements Callable<Integer> {

  @Option(names = "--quick", description = "A look in less than 50 seconds: few rows, one round")
  boolean quick;

  @Option(names = "--suite", split = ",", description = "Parts to run: ${COMPLETION-CANDIDATES} (default: all)")
  List<Suite> suites = List.of();

  @Option(names = "--rounds", description = "Measured rounds of each case (default: 5)")
  int rounds = 5;

  @Option(names = "--rows", description = "Rows of the base cases (default: 1000000)")
  int rows = 1_000_000;

  @Option(names = "--out", description = "Where results go (default: bench)")
  Path out = Path.of("bench");

  @Option(names = "--jvm", description = "An option for the JVMs that are measured")
  List<String> jvmOptions = List.of();

  @Option(names = "--engine", split = ",", description = "Only cases of these: ${COMPLETION-CANDIDATES}")
  List<BenchCase.EngineKind> engines = List.of();

  /** The command line. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<Suite> wanted = suites.isEmpty() ? List.of(Suite.values()) : suites;
    if (quick) {
      rounds = 1;
      rows = 100_000;
      wanted = suites.isEmpty() ? List.of(Suite.BASE) : suites;
    }
    Files.createDirectories(out);
    Path home = Path.of("target", "bench");
    Files.createDirectories(home);
    Map<BenchCase, List<Measured>> results = new LinkedHashMap<>();
    try (TargetSite target = TargetSite.start(home.resolve("postgresql"));
        LegacySite legacy = LegacySite.start()) {
      Rounds runner =
          new Rounds(target, legacy, rounds, jvmOptions, home.resolve("workers.log"));
      for (Suite suite : wanted) {
        for (List<BenchCase> group : suite.groups(rows)) {
          results.putAll(runner.run(wanted(group)));
        }
      }
      Report report = new Report(results, target.settings(), legacy.describe(), rounds);
      report.writeTo(out);
      System.out.println(report.markdown());
    }
    return 0;
  }

  private List<BenchCase> wanted(List<BenchCase> group) {
    return group.stream()
        .filter(one -> engines.isEmpty() || engines.contains(one.engine()))
        .toList();
  }
}
