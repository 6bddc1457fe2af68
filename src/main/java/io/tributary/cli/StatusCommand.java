package io.tributary.cli;

import io.tributary.run.Migration;
import io.tributary.run.MissingIndex;
import io.tributary.run.PlannedPartition;
import io.tributary.run.RunSettings;
import io.tributary.run.WorkPlan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tributary status}: how each partition stands, as the ledgers have it. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows how each partition stands, by the ledgers. Writes nothing.")
final class StatusCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    try (Migration migration =
        Migration.open(manifestOption.load(), RunSettings.reading(manifestOption.routes))) {
      WorkPlan status = migration.status(selectionOptions.selection());
      TextTable table =
          new TextTable(
              "phase", "entity", "tenant", "state", "pass", "committed", "waiting", "dead letters");
      for (PlannedPartition partition : status.partitions()) {
        table.add(
            partition.entity().phase(),
            partition.entity().name(),
            partition.tenant().name(),
            partition.state().name().toLowerCase(java.util.Locale.ROOT),
            partition.pass(),
            partition.committedRows(),
            partition.waitingRows(),
            partition.openDeadLetters());
      }
      table.print(spec.commandLine().getOut());
      migration.missingIndexes(status).forEach(this::print);
      spec.commandLine().getOut().flush();
    }
    return ExitCode.DONE.status;
  }

  private void print(MissingIndex index) {
    spec.commandLine()
        .getOut()
        .printf(
            "%s: index %s of %s is missing since %s, dropped for a first load; %s rebuilds it%n",
            index.service(),
            index.name(),
            index.table(),
            index.droppedAt(),
            index.runLives() ? "the run that is on" : "the next run");
  }
}
