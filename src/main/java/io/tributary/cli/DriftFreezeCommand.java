package io.tributary.cli;

import io.tributary.drift.DriftReport;
import io.tributary.manifest.Manifest;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tributary drift freeze}: keeps schemas as they are now. */
@Command(
    name = "freeze",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps the schemas of districts and services as they are now, in the control database."
    })
final class DriftFreezeCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Manifest manifest = manifestOption.load();
    PrintWriter out = spec.commandLine().getOut();
    DriftReport report;
    try (Migration migration =
        Migration.open(manifest, RunSettings.reading(manifestOption.routes))) {
      report = migration.schemas().freeze(selectionOptions.selection());
    }
    DriftPrinter.printFreeze(report, out);
    out.flush();
    if (!report.problems().isEmpty()) {
      return ExitCode.FAILED.status;
    }
    return (report.needsAttention() ? ExitCode.DIFFERENCES : ExitCode.DONE).status;
  }
}
