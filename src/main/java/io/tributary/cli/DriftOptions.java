package io.tributary.cli;

import io.tributary.drift.DriftReport;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import io.tributary.run.SchemaWatch;
import io.tributary.run.Selection;
import java.io.PrintWriter;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Whose schemas the {@code tributary drift} commands look at, and how they do so and tell. */
final class DriftOptions {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  /**
   * Looks at the schemas and prints what there is to say.
   *
   * @return the exit status
   */
  int execute(
      BiFunction<SchemaWatch, Selection, DriftReport> look,
      BiConsumer<DriftReport, PrintWriter> print) {
    PrintWriter out = spec.commandLine().getOut();
    DriftReport report;
    try (Migration migration =
        Migration.open(manifestOption.load(), RunSettings.reading(manifestOption.routes))) {
      report = look.apply(migration.schemas(), selectionOptions.selection());
    }
    print.accept(report, out);
    out.flush();
    if (!report.problems().isEmpty()) {
      return ExitCode.FAILED.status;
    }
    return (report.needsAttention() ? ExitCode.DIFFERENCES : ExitCode.DONE).status;
  }
}
