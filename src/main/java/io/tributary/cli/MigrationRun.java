package io.tributary.cli;

import io.tributary.manifest.Manifest;
import io.tributary.run.Migration;
import io.tributary.run.RunResult;
import io.tributary.run.RunSettings;
import io.tributary.run.Selection;
import io.tributary.run.WorkPlan;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A migration as {@code run} and {@code demo} show it: plan, progress, closing table, exit status.
 */
final class MigrationRun {

  private final PrintWriter out;
  private final PrintWriter err;
  private final StackTraces traces;

  /** For the command of this specification: its output, and the traces that its line asks for. */
  MigrationRun(CommandSpec command) {
    this.out = command.commandLine().getOut();
    this.err = command.commandLine().getErr();
    this.traces = StackTraces.of(command);
  }

  /**
   * How it ended.
   *
   * @param code the exit status
   * @param openDeadLetters rows of the selection that wait as dead letters, of earlier runs too
   */
  record Outcome(ExitCode code, long openDeadLetters) {}

  /**
   * Runs a selection.
   *
   * @param refresh whether what is complete is gone through once more
   */
  Outcome execute(Manifest manifest, Selection selection, RunSettings settings, boolean refresh) {
    try (Migration migration = Migration.open(manifest, settings);
        StopSignals signals = new StopSignals(migration::stop, err)) {
      WorkPlan found = migration.plan(selection);
      WorkPlan plan = refresh ? found.refreshed() : found;
      PlanPrinter.print(plan, out);
      RunResult result = run(migration, plan);
      ResultPrinter.print(result, settings.dryRun(), out);
      traces.print(result);
      if (result.hasFailures()) {
        return new Outcome(ExitCode.FAILED, result.accounting().deadLettered());
      }
      if (!result.isComplete()) {
        return new Outcome(
            signals.received().orElse(ExitCode.FAILED), result.accounting().deadLettered());
      }
      long open = openDeadLetters(migration, selection, result, settings);
      return new Outcome(open > 0 ? ExitCode.DEAD_LETTERS : ExitCode.DONE, open);
    }
  }

  private RunResult run(Migration migration, WorkPlan plan) {
    try (ConsoleProgress progress = ConsoleProgress.on(out)) {
      return migration.run(plan, progress);
    }
  }

  private static long openDeadLetters(
      Migration migration, Selection selection, RunResult result, RunSettings settings) {
    return settings.dryRun()
        ? result.accounting().deadLettered()
        : migration.status(selection).partitions().stream()
            .mapToLong(partition -> partition.openDeadLetters())
            .sum();
  }
}
