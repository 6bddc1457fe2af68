package io.tributary.cli;

import io.tributary.report.ReportFiles;
import io.tributary.run.Migration;
import io.tributary.run.RepairResult;
import io.tributary.run.ValidationRequest;
import io.tributary.validate.ValidationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary repair}: mends what a validation has found. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the rows that a validation has listed as different into the target again, the way",
      "that every row takes, and validates again. Rows that legacy does not have are only",
      "reported, unless --delete-extra is given."
    })
final class RepairCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin WorkOptions workOptions;
  @Spec CommandSpec spec;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "The validation whose differences are mended (default: the last one)")
  @Nullable UUID run;

  @Option(
      names = "--delete-extra",
      description = {
        "Delete the rows that the validation has listed as extra, with the parts of split rows.",
        "Rows of another district, of shared lookups, and rows that legacy has again stay"
      })
  boolean deleteExtra;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where a directory is made for the report (default: reports)")
  Path out = Path.of("reports");

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    try (Migration migration =
            Migration.open(manifestOption.load(), workOptions.settings(manifestOption.routes));
        StopSignals signals = new StopSignals(migration::stop, spec.commandLine().getErr())) {
      RepairResult repair;
      ValidationReport report;
      try (ConsoleProgress progress = ConsoleProgress.on(console)) {
        repair = migration.repair(Optional.ofNullable(run), deleteExtra, progress);
        report =
            migration.validate(
                repair.selection(), new ValidationRequest(repair.options(), false, true), progress);
      }
      repair.result().ifPresent(result -> ResultPrinter.print(result, false, console));
      repair.result().ifPresent(StackTraces.of(spec)::print);
      if (deleteExtra) {
        console.println(Counted.of(repair.deleted(), "extra row") + " deleted");
      }
      Path file = ReportFiles.write(report, out);
      ValidationPrinter.print(report, file, console);
      ExitCode code = ValidateCommand.code(report, signals);
      boolean failed = repair.result().filter(result -> !result.isComplete()).isPresent();
      return (failed && code == ExitCode.DONE ? ExitCode.FAILED : code).status;
    }
  }
}
