package io.tributary.cli;

import io.tributary.manifest.Manifest;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import io.tributary.run.WorkPlan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tributary plan}: what a run would do. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Shows what a run would do: phases, order, rows. Writes nothing.")
final class PlanCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Manifest manifest = manifestOption.load();
    try (Migration migration =
        Migration.open(manifest, RunSettings.reading(manifestOption.routes))) {
      WorkPlan plan = migration.plan(selectionOptions.selection());
      PlanPrinter.print(plan, spec.commandLine().getOut());
      SkippedPrinter.print(manifest, spec.commandLine().getOut());
    }
    return ExitCode.DONE.status;
  }
}
