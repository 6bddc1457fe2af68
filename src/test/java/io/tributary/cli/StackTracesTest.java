package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Accounting;
import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What {@code --verbose} adds to what a command says of a failure. */
class StackTracesTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void causesAreShownIfAskedForOnTheErrorOutput() {
    traces("--verbose").print(result(new IllegalStateException("one"), new Error("two")));

    assertThat(err.toString())
        .contains("java.lang.IllegalStateException: one", "java.lang.Error: two")
        .contains("\tat " + StackTracesTest.class.getName());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aCauseThatPartitionsShareIsShownOnce() {
    Throwable shared = new IllegalStateException("the server is gone");

    traces("--verbose").print(result(shared, shared));

    assertThat(err.toString()).containsOnlyOnce("the server is gone");
  }

  @Test
  void nothingIsShownUnasked() {
    traces().print(result(new IllegalStateException("one")));

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whatNobodyForesawIsShownUnasked() {
    traces().always(new IllegalStateException("one"));

    assertThat(err.toString()).contains("one", "\tat ");
  }

  private StackTraces traces(String... options) {
    CommandLine command =
        Tributary.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> line = new ArrayList<>(List.of("status", "manifest.yaml"));
    line.addAll(List.of(options));
    command.parseArgs(line.toArray(String[]::new));
    return StackTraces.of(command.getSubcommands().get("status").getCommandSpec());
  }

  private static RunResult result(Throwable... causes) {
    List<PartitionResult> partitions = Arrays.stream(causes).map(StackTracesTest::failed).toList();
    return new RunResult(new UUID(1, 2), partitions, List.of());
  }

  private static PartitionResult failed(Throwable cause) {
    return new PartitionResult(
        "pupil",
        "oak",
        PartitionStatus.FAILED,
        Accounting.NONE,
        Collections.emptySortedMap(),
        Duration.ZERO,
        Optional.of("it failed"),
        Optional.of(cause));
  }
}
