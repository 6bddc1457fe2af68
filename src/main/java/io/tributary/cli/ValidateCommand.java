package io.tributary.cli;

import io.tributary.manifest.Manifest;
import io.tributary.report.ReportFiles;
import io.tributary.run.Migration;
import io.tributary.run.ValidationRequest;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary validate}: proves that what was migrated is what legacy has. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Compares what was migrated with what legacy has now, and writes a report. Counts,",
      "aggregates, orphans and uniqueness are looked at for all rows; rows themselves for a",
      "sample, or with --full for all. Writes nothing to target tables."
    })
final class ValidateCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;
  @Mixin WorkOptions workOptions;
  @Spec CommandSpec spec;

  @Option(names = "--full", description = "Compare every row, both ways")
  boolean full;

  @Option(
      names = "--sample",
      paramLabel = "N",
      converter = WorkOptions.AtLeastOne.class,
      description = "Rows of each entity and tenant to compare (default: 1000)")
  int sample = ValidationOptions.SAMPLE;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Draw the rows that a report with this seed has drawn (default: a new seed)")
  @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where a directory is made for the report (default: reports)")
  Path out = Path.of("reports");

  @Option(
      names = "--restart",
      description = {
        "Look at everything. Otherwise a validation that was broken off goes on, as long as",
        "nothing was migrated or rolled back since"
      })
  boolean restart;

  @Override
  public Integer call() {
    Manifest manifest = manifestOption.load();
    PrintWriter console = spec.commandLine().getOut();
    ValidationOptions options =
        new ValidationOptions(
            full, sample, seed == null ? ThreadLocalRandom.current().nextLong() : seed);
    try (Migration migration =
            Migration.open(manifest, workOptions.settings(manifestOption.routes));
        StopSignals signals = new StopSignals(migration::stop, spec.commandLine().getErr())) {
      ValidationReport report;
      try (ConsoleProgress progress = ConsoleProgress.on(console)) {
        report =
            migration.validate(
                selectionOptions.selection(),
                new ValidationRequest(options, seed == null, restart),
                progress);
      }
      Path file = ReportFiles.write(report, out);
      ValidationPrinter.print(report, file, console);
      return code(report, signals).status;
    }
  }

  static ExitCode code(ValidationReport report, StopSignals signals) {
    if (!report.isThrough() && signals.received().isPresent()) {
      return signals.received().get();
    }
    return switch (report.verdict()) {
      case PROVEN -> ExitCode.DONE;
      case DIFFERENT -> ExitCode.DIFFERENCES;
      case INCOMPLETE -> ExitCode.FAILED;
    };
  }
}
