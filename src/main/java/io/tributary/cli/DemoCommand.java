package io.tributary.cli;

import io.tributary.demo.DemoDatabases;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.ManifestLoader;
import io.tributary.manifest.Placeholders;
import io.tributary.run.Selection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary demo}: the product at work on embedded parts. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Migrates three generated school districts (H2 in SQL Server's mode) into two",
      "services on an embedded PostgreSQL, by manifests/northstar.yaml and routes/.",
      "Run it again: everything is done, and nothing is read."
    })
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      defaultValue = "manifests/northstar.yaml",
      description = "The demo's manifest (default: ${DEFAULT-VALUE})")
  Path manifestFile;

  @Option(
      names = "--routes",
      paramLabel = "DIR",
      defaultValue = "routes",
      description = "The directory of the route files (default: ${DEFAULT-VALUE})")
  Path routes;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "demo-data",
      description = "Where the demo's databases are kept (default: ${DEFAULT-VALUE})")
  Path directory;

  @Option(
      names = "--scale",
      paramLabel = "N",
      defaultValue = "1",
      description = "Multiplies the volume (default: ${DEFAULT-VALUE})")
  int scale;

  @Option(names = "--keep", description = "Leave the databases up until Ctrl-C")
  boolean keep;

  @Mixin SelectionOptions selectionOptions;
  @Mixin RunOptions runOptions;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    out.println("Starting an embedded PostgreSQL, and three districts beside it ...");
    out.flush();
    try (DemoDatabases databases = DemoDatabases.start(directory, scale)) {
      Manifest manifest =
          new ManifestLoader(Placeholders.with(databases.environment())).load(manifestFile);
      Selection selection = selectionOptions.selection();
      ExitCode code =
          new MigrationRun(spec).execute(manifest, selection, runOptions.settings(routes));
      explain(databases, out);
      if (keep) {
        waitForInterrupt(out, err);
      }
      return (code == ExitCode.DEAD_LETTERS ? ExitCode.DONE : code).status;
    }
  }

  private void explain(DemoDatabases databases, PrintWriter out) {
    out.println();
    if (keep) {
      out.println("Look at the result:");
      databases.psqlLines().forEach(line -> out.println("  " + line));
      out.println("  SELECT entity_type, legacy_key, reason, message FROM migration.dead_letter;");
    } else {
      out.println("The databases are in " + directory + "; run with --keep to look at them.");
    }
    out.flush();
  }

  private static void waitForInterrupt(PrintWriter out, PrintWriter err)
      throws InterruptedException {
    out.println("The databases stay up until Ctrl-C.");
    out.flush();
    CountDownLatch interrupted = new CountDownLatch(1);
    try (StopSignals signals = new StopSignals(interrupted::countDown, err)) {
      while (signals.received().isEmpty()) {
        interrupted.await();
      }
    }
  }
}
