package io.tributary.cli;

import io.tributary.demo.DemoData;
import io.tributary.demo.DemoDatabases;
import io.tributary.demo.DistrictPlan;
import io.tributary.demo.Expectations;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.ManifestLoader;
import io.tributary.manifest.Tenant;
import io.tributary.run.Selection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
      converter = WorkOptions.AtLeastOne.class,
      description = "Multiplies the volume (default: ${DEFAULT-VALUE})")
  int scale;

  @Mixin DemoServers servers;

  @Option(names = "--keep", description = "Leave the databases up until Ctrl-C")
  boolean keep;

  private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

  @Mixin SelectionOptions selectionOptions;
  @Mixin RunOptions runOptions;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    out.println(servers.announcement());
    out.flush();
    try (StartingDatabases starting = new StartingDatabases(servers.starter(directory, scale))) {
      Manifest manifest = new ManifestLoader(starting).load(manifestFile);
      DemoDatabases databases = starting.await();
      LOG.atInfo().addKeyValue("event", "databases-up").log("databases up");
      Selection selection = selectionOptions.selection();
      MigrationRun.Outcome outcome =
          new MigrationRun(spec)
              .execute(manifest, selection, runOptions.settings(routes), runOptions.refresh);
      ExitCode code = judge(outcome, manifest, selection, out);
      if (code == ExitCode.INTERRUPTED || code == ExitCode.TERMINATED) {
        out.println("Stopped. The same command goes on from here.");
        out.flush();
        return code.status;
      }
      explain(databases, out);
      if (keep) {
        waitForInterrupt(out, err);
      }
      return code.status;
    }
  }

  /** District C is dirty on purpose: the dead letters that its dirt calls for are no failure. */
  private ExitCode judge(
      MigrationRun.Outcome outcome, Manifest manifest, Selection selection, PrintWriter out) {
    if (outcome.code() != ExitCode.DEAD_LETTERS) {
      return outcome.code();
    }
    long expected = expectedDeadLetters(manifest, selection);
    if (outcome.openDeadLetters() != expected) {
      out.printf(
          "There are %,d dead letters; the generated dirt calls for %,d.%n",
          outcome.openDeadLetters(), expected);
      return outcome.code();
    }
    out.printf("%nThe %,d dead letters are those that district-c's dirt calls for.%n", expected);
    return ExitCode.DONE;
  }

  private long expectedDeadLetters(Manifest manifest, Selection selection) {
    long expected = 0;
    for (DistrictPlan plan : DistrictPlan.northstar(scale)) {
      Expectations expectations = DemoData.expectations(plan);
      for (Tenant tenant : manifest.tenants()) {
        if (tenant.name().equals(expectations.tenant())) {
          expected +=
              manifest.entities().values().stream()
                  .filter(entity -> selection.includes(entity, tenant))
                  .mapToLong(entity -> expectations.of(entity.name()).dead().size())
                  .sum();
        }
      }
    }
    return expected;
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
