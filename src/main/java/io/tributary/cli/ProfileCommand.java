package io.tributary.cli;

import io.tributary.manifest.Manifest;
import io.tributary.profile.ProfileReport;
import io.tributary.report.ReportFiles;
import io.tributary.run.Migration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary profile}: what legacy holds, and what of it would not be migrated. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = {
      "Reads legacy as a migration would, and reports what its columns hold and which rows",
      "would become dead letters. Writes nothing to any database."
    })
final class ProfileCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;
  @Mixin WorkOptions workOptions;
  @Spec CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where a directory is made for the report (default: reports)")
  Path out = Path.of("reports");

  @Override
  public Integer call() {
    Manifest manifest = manifestOption.load();
    PrintWriter console = spec.commandLine().getOut();
    try (Migration migration =
            Migration.open(manifest, workOptions.settings(manifestOption.routes));
        StopSignals signals = new StopSignals(migration::stop, spec.commandLine().getErr())) {
      ProfileReport report;
      try (ConsoleProgress progress = ConsoleProgress.on(console)) {
        report = migration.profile(selectionOptions.selection(), progress);
      }
      Path file = ReportFiles.write(report, out);
      ProfilePrinter.print(report, console);
      console.println("Report: " + file);
      console.flush();
      if (report.isIncomplete()) {
        return signals.received().orElse(ExitCode.FAILED).status;
      }
      return (report.hasBadRows() ? ExitCode.DIFFERENCES : ExitCode.DONE).status;
    }
  }
}
