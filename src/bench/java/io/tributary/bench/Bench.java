package io.tributary.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./mvnw -Pbench verify}: measures, prints a table, writes {@code bench/results.json}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Brings the same rows over in several ways, taking turns, and compares them.")
public final class Bench implements Callable<Integer> {

  /** What {@code ./tributary} gives its JVM. */
  private static final List<String> AS_TRIBUTARY_HAS_IT = List.of("-XX:+UseParallelGC");

  /** A full comparison has a migration of its own before it, each time. */
  private static final List<BenchCase.EngineKind> QUICK =
      Stream.of(BenchCase.EngineKind.values())
          .filter(engine -> engine != BenchCase.EngineKind.VALIDATE)
          .toList();

  private static final Path BENCH = Path.of("bench");

  @Spec CommandSpec spec;

  @Option(
      names = "--quick",
      description =
          "A look in less than a minute: few rows, one round, all cases in one process;"
              + " results go to target/bench/quick")
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
  @Nullable Integer rounds;

  @Option(names = "--rows", description = "Rows of the base cases (default: 1000000)")
  @Nullable Integer rows;

  @Option(names = "--out", description = "Where results go (default: bench)")
  @Nullable Path out;

  @Option(
      names = "--jvm",
      description = "An option for the JVMs that are measured (default: as ./tributary has it)")
  @Nullable List<String> jvmOptions;

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

  @Option(
      names = "--shape",
      split = ",",
      description = "Only cases with such rows: ${COMPLETION-CANDIDATES}")
  List<Shape> shapes = List.of();

  /** The command line. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (profile != null) {
      System.out.println(SampledProfile.markdown(profile));
    } else if (micro) {
      measureParts();
    } else {
      measureCases();
    }
    return 0;
  }

  private void measureParts() throws IOException, RunnerException {
    new Runner(
            new OptionsBuilder()
                .include("io\\.tributary\\..*Benchmark")
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .resultFormat(ResultFormatType.JSON)
                .result(results().resolve("micro.json").toString())
                .build())
        .run();
  }

  private void measureCases() throws Exception {
    if (quick && jvmOptions != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--quick measures in this process alone, which --jvm does not reach: leave one out");
    }
    int times = Objects.requireNonNullElse(rounds, quick ? 1 : 5);
    int many = Objects.requireNonNullElse(rows, quick ? Suite.FEW : 1_000_000);
    List<String> jvm =
        quick
            ? ManagementFactory.getRuntimeMXBean().getInputArguments()
            : Objects.requireNonNullElse(jvmOptions, AS_TRIBUTARY_HAS_IT);
    if (quick && out == null) {
      Files.deleteIfExists(results().resolve(Results.FILE));
    }
    Path home = Files.createDirectories(Path.of("target", "bench"));
    try (TargetSite target = TargetSite.start(home.resolve("postgresql"), postgresql);
        LegacySite legacy = LegacySite.start()) {
      Results results = Results.in(results(), target.settings(), legacy.describe(), times, jvm);
      CaseRun.Starter starter =
          quick
              ? CaseHere::new
              : (which, sites) -> CaseProcess.start(which, sites, jvm, home.resolve("workers.log"));
      Rounds runner = new Rounds(target, legacy, times, starter);
      for (Suite suite : wanted()) {
        for (List<BenchCase> group : suite.groups(many)) {
          results.add(suite, runner.run(wanted(group)));
        }
      }
      System.out.println(new ResultTable(results).markdown());
    }
  }

  private Path results() throws IOException {
    return Files.createDirectories(
        Objects.requireNonNullElse(out, quick ? Path.of("target", "bench", "quick") : BENCH));
  }

  private List<Suite> wanted() {
    if (!suites.isEmpty()) {
      return suites;
    }
    return quick ? List.of(Suite.BASE) : List.of(Suite.values());
  }

  private List<BenchCase> wanted(List<BenchCase> group) {
    List<BenchCase.EngineKind> all = quick ? QUICK : List.of(BenchCase.EngineKind.values());
    List<BenchCase.EngineKind> asked = engines.isEmpty() ? all : engines;
    return group.stream()
        .filter(one -> asked.contains(one.engine()))
        .filter(one -> shapes.isEmpty() || shapes.contains(one.data().shape()))
        .filter(one -> connections.isEmpty() || connections.contains(one.workers()))
        .toList();
  }
}
