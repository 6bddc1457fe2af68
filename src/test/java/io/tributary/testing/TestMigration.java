package io.tributary.testing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tributary.ledger.LedgerTimes;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.ManifestLoader;
import io.tributary.manifest.Placeholders;
import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.RunSettings;
import io.tributary.run.Selection;
import io.tributary.run.WorkPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A migration as the command line would run it: a manifest from YAML, the route files that ship (or
 * an edited copy), real databases.
 */
public final class TestMigration {

  /** The route files that ship. */
  public static final Path ROUTES = Path.of("routes");

  private final Path manifest;
  private final Map<String, String> environment = new HashMap<>();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private Path routes = ROUTES;
  private int parallel = 2;
  private boolean dryRun;
  private boolean refresh;
  private Optional<String> acceptedChanges = Optional.empty();
  private Duration queryTimeout = RunSettings.QUERY_TIMEOUT;
  private long rangeRows = RunSettings.RANGE_ROWS;
  private LedgerTimes times = LedgerTimes.DEFAULT;
  private boolean overJmx;
  private RunListener listener = new RunListener() {};

  private TestMigration(Path manifest) {
    this.manifest = manifest;
    environment.put("TRIBUTARY_UUID_SECRET", "a secret for tests");
  }

  /** A migration by a manifest file. */
  public static TestMigration by(Path manifest) {
    return new TestMigration(manifest);
  }

  /** A migration by a manifest's text, written to that directory. */
  public static TestMigration by(String yaml, Path directory) {
    try {
      Path file = Files.createTempFile(directory, "manifest", ".yaml");
      return new TestMigration(Files.writeString(file, yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets what a placeholder {@code {{env:NAME}}} stands for. */
  public TestMigration with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Sets what placeholders stand for. */
  public TestMigration with(Map<String, String> values) {
    environment.putAll(values);
    return this;
  }

  /** Uses other route files than those that ship. */
  public TestMigration routes(Path directory) {
    routes = directory;
    return this;
  }

  /** Runs that many partitions at once. */
  public TestMigration parallel(int partitions) {
    parallel = partitions;
    return this;
  }

  /** Writes nothing. */
  public TestMigration dryRun() {
    dryRun = true;
    return this;
  }

  /** Goes through everything once more. */
  public TestMigration refresh() {
    refresh = true;
    return this;
  }

  /** Goes on although something has changed, for that reason. */
  public TestMigration acceptChanges(String why) {
    acceptedChanges = Optional.of(why);
    return this;
  }

  /** Ends queries for legacy rows that take longer. */
  public TestMigration queryTimeout(Duration time) {
    queryTimeout = time;
    return this;
  }

  /** Cuts off key ranges with so few rows, though never with less than two batches. */
  public TestMigration rangeRows(long rows) {
    rangeRows = rows;
    return this;
  }

  /** Makes the ledgers as patient as that. */
  public TestMigration times(LedgerTimes patience) {
    times = patience;
    return this;
  }

  /**
   * Shows its routes over JMX, as the command line does. That takes a third of the time to start
   * them, and so is left out unless a test looks there.
   */
  public TestMigration overJmx() {
    overJmx = true;
    return this;
  }

  /** Tells this listener how the run goes. */
  public TestMigration tell(RunListener someone) {
    listener = someone;
    return this;
  }

  /** Where the runs of this migration count. */
  public MeterRegistry meters() {
    return meters;
  }

  /** The manifest, loaded. */
  public Manifest manifest() {
    return new ManifestLoader(Placeholders.with(environment)).load(manifest);
  }

  /** Opens it, for more than one step; to be closed. */
  public Migration open() {
    return Migration.open(
        manifest(),
        new RunSettings(
            routes,
            parallel,
            0,
            dryRun,
            acceptedChanges,
            times,
            queryTimeout,
            rangeRows,
            overJmx ? Map.of() : Map.of("camel.main.jmx-enabled", "false"),
            meters));
  }

  /** Plans and runs a selection. */
  public RunResult run(Selection selection) {
    try (Migration migration = open()) {
      return migration.run(plan(migration, selection), listener);
    }
  }

  private WorkPlan plan(Migration migration, Selection selection) {
    WorkPlan plan = migration.plan(selection);
    return refresh ? plan.refreshed() : plan;
  }

  /** Plans and runs everything. */
  public RunResult run() {
    return run(Selection.ALL);
  }

  /** Copies the route files that ship, so that a test can edit them. */
  public static Path copyRoutes(Path directory) {
    Path copy = directory.resolve("routes");
    try (var files = Files.walk(ROUTES)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(ROUTES.relativize(file).toString()));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
