package io.tributary.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
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

  /** A full comparison has a migration of its own before it, each time. */
  private static final List<BenchCase.EngineKind> QUICK =
      Stream.of(BenchCase.EngineKind.values())
          .filter(engine -> engine != BenchCase.EngineKind.VALIDATE)
          .toList();

  @Option(names = "--quick", description = "A look in about a minute: few rows, one round")
  boolean quick;

  @Option(
      names = "--suite",
      split = ",",
      description = "Parts to run: ${COMPLETION-CANDIDATES} (default: all)")
  List<Suite> suites = List.of();

  @Option(
      names = "--micro",
      description = "The encoders and the mapper alone, by JMH; nothing else")
  boolean micro;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "Print where the time goes in a recording of Java Flight Recorder; nothing else")
  @Nullable Path profile;

  @Option(
      names = "--setting",
      paramLabel = "NAME=VALUE",
      description = "A setting of PostgreSQL, in place of its value here")
  Map<String, String> postgresql = new TreeMap<>();

  @Option(names = "--rounds", description = "Measured rounds of each case (default: 5)")
  int rounds = 5;

  @Option(names = "--rows", description = "Rows of the base cases (default: 1000000)")
  int rows = 1_000_000;

  @Option(names = "--out", description = "Where results go (default: bench)")
  Path out = Path.of("bench");

  @Option(
      names = "--jvm",
      description = "An option for the JVMs that are measured (default: as ./tributary has it)")
  List<String> jvmOptions = List.of("-XX:+UseParallelGC");

  @Option(
      names = "--engine",
      split = ",",
      description = "Only cases of these: ${COMPLETION-CANDIDATES}")
  List<BenchCase.EngineKind> engines = List.of();

  @Option(
      names = "--connections",
      split = ",",
      description = "Only cases with so many connections to PostgreSQL")
  List<Integer> connections = List.of();

  /** The command line. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (micro) {
      Files.createDirectories(out);
      new Runner(
              new OptionsBuilder()
                  .include("io\\.tributary\\..*Benchmark")
                  .forks(1)
                  .warmupIterations(3)
                  .warmupTime(TimeValue.seconds(1))
                  .measurementIterations(5)
                  .measurementTime(TimeValue.seconds(1))
                  .resultFormat(ResultFormatType.JSON)
                  .result(out.resolve("micro.json").toString())
                  .build())
          .run();
      return 0;
    }
    List<Suite> wanted = suites.isEmpty() ? List.of(Suite.values()) : suites;
    if (profile != null) {
      System.out.println(SampledProfile.markdown(profile));
      return 0;
    }
    if (quick) {
      rounds = 1;
      rows = 50_000;
      wanted = suites.isEmpty() ? List.of(Suite.BASE) : suites;
      engines = engines.isEmpty() ? QUICK : engines;
    }
    Path home = Path.of("target", "bench");
    Files.createDirectories(home);
    try (TargetSite target = TargetSite.start(home.resolve("postgresql"), postgresql);
        LegacySite legacy = LegacySite.start()) {
      Results results = Results.in(out, target.settings(), legacy.describe(), rounds, jvmOptions);
      Rounds runner = new Rounds(target, legacy, rounds, jvmOptions, home.resolve("workers.log"));
      for (Suite suite : wanted) {
        for (List<BenchCase> group : suite.groups(rows)) {
          results.add(suite, runner.run(wanted(group)));
        }
      }
      System.out.println(new ResultTable(results).markdown());
    }
    return 0;
  }

  private List<BenchCase> wanted(List<BenchCase> group) {
    return group.stream()
        .filter(one -> engines.isEmpty() || engines.contains(one.engine()))
        .filter(one -> connections.isEmpty() || connections.contains(one.workers()))
        .toList();
  }
}
