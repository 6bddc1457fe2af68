package io.tributary.cli;

import io.tributary.manifest.Manifest;
import io.tributary.run.Finding;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tributary check}: everything that can be known before the first row is touched. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the manifest, the connections, versions and permissions, and both schemas",
      "against the manifest. Writes nothing."
    })
final class CheckCommand implements Callable<Integer> {

  @Mixin ManifestOption manifestOption;
  @Mixin SelectionOptions selectionOptions;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Manifest manifest = manifestOption.load();
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings;
    try (Migration migration =
        Migration.open(manifest, RunSettings.reading(manifestOption.routes))) {
      findings = migration.check(selectionOptions.selection());
    }
    findings.forEach(finding -> out.println(finding));
    SkippedPrinter.print(manifest, out);
    long failed = findings.stream().filter(Finding::isFailure).count();
    out.println(failed == 0 ? "All checks passed." : failed + " of the checks failed.");
    out.flush();
    return (failed == 0 ? ExitCode.DONE : ExitCode.BAD_INPUT).status;
  }
}
