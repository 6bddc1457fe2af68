package io.tributary.cli;

import io.tributary.run.Migration;
import io.tributary.run.RollbackResult;
import io.tributary.run.RollbackScope;
import io.tributary.run.RunSettings;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary rollback}: takes batches back. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description = {
      "Deletes the rows that batches inserted and sets their partitions back, so that a run loads",
      "them again. Interrupted anywhere, the same command goes on. Legacy is not touched."
    })
final class RollbackCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;
  @Spec CommandSpec spec;

  @Option(names = "--batch", paramLabel = "ID", description = "This batch")
  @Nullable UUID batch;

  @Option(names = "--run", paramLabel = "ID", description = "What this run loaded")
  @Nullable UUID run;

  @Option(
      names = "--and-later",
      description = "With --batch or --run: what was loaded later into the same partitions, too")
  boolean andLater;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      description = "The reason, kept in migration.rollback; needed unless --dry-run")
  String why = "";

  @Option(
      names = "--force",
      description = {
        "Delete rows, too, that others have changed or that others' rows depend on, as far as",
        "the target's foreign keys allow it"
      })
  boolean force;

  @Option(names = "--dry-run", description = "Show what would go, write nothing")
  boolean dryRun;

  @Override
  public Integer call() {
    RollbackScope scope =
        new RollbackScope(
            Optional.ofNullable(batch),
            Optional.ofNullable(run),
            selectionOptions.selection(),
            andLater);
    try (Migration migration =
            Migration.open(manifestOption.load(), RunSettings.reading(manifestOption.routes));
        StopSignals signals = new StopSignals(migration::stop, spec.commandLine().getErr())) {
      RollbackResult result =
          dryRun ? migration.previewRollback(scope, force) : migration.rollback(scope, why, force);
      RollbackPrinter.print(result, dryRun, spec.commandLine().getOut());
      if (result.isStopped()) {
        return signals.received().orElse(ExitCode.FAILED).status;
      }
      return (dryRun || result.isComplete() ? ExitCode.DONE : ExitCode.FAILED).status;
    }
  }
}
