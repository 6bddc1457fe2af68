package io.tributary.bench;

import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.run.WorkPlan;
import io.tributary.testing.TestMigration;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import io.tributary.validate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Tributary as the command line runs it: manifest from YAML, the routes that ship, everything on.
 */
final class TributaryEngine implements Engine {

  private final BenchCase which;
  private final Path manifest;
  private final Map<String, String> environment;

  TributaryEngine(BenchCase which, Sites sites) throws IOException {
    this.which = which;
    this.manifest = Files.createTempFile("bench", ".yaml");
    manifest.toFile().deleteOnExit();
    Files.writeString(manifest, which.data().manifest(sites, which.link(), which.rebuildIndexes()));
    this.environment =
        Map.of(
            "LEGACY_PASSWORD", sites.legacyPassword(),
            "TARGET_PASSWORD", Sites.TARGET_PASSWORD,
            "UUID_SECRET", Sites.UUID_SECRET);
  }

  /** Loads the parents alone. */
  void loadParents() {
    run(Set.of("learner", "course"), false);
  }

  @Override
  public long run() {
    return run(Set.of(which.data().shape().entity()), false);
  }

  /** Reads again what was loaded. */
  long refresh() {
    return run(Set.of(which.data().shape().entity()), true);
  }

  /**
   * Compares every row with what was loaded.
   *
   * @throws IllegalStateException if anything differs or was not looked at
   */
  long validate() {
    TestMigration tributary =
        TestMigration.by(manifest).with(environment).parallel(which.workers());
    Selection selection =
        new Selection(Set.of(), Set.of(), Set.of(), Set.of(which.data().shape().entity()));
    try (Migration migration = tributary.open()) {
      ValidationReport report =
          migration.validate(
              selection,
              new ValidationRequest(ValidationOptions.everyRow(), false, true),
              new RunListener() {});
      if (report.verdict() != Verdict.PROVEN) {
        throw new IllegalStateException("not proven: " + report);
      }
      return report.entities().stream().mapToLong(EntityFindings::rows).sum();
    }
  }

  /** The command line that runs the manifest, in a process that is not started yet. */
  ProcessBuilder command() {
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            "io.tributary.cli.Tributary",
            "run",
            manifest.toString());
    process.environment().putAll(environment);
    return process;
  }

  private long run(Set<String> entities, boolean refresh) {
    TestMigration tributary =
        TestMigration.by(manifest).with(environment).parallel(which.workers());
    try (Migration migration = tributary.open()) {
      Selection selection = new Selection(Set.of(), Set.of(), Set.of(), entities);
      WorkPlan plan = migration.plan(selection);
      RunResult result = migration.run(refresh ? plan.refreshed() : plan, new RunListener() {});
      if (!result.isComplete()) {
        throw new IllegalStateException("not complete: " + result);
      }
      return result.accounting().read();
    }
  }
}
