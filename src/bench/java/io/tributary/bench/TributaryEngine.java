package io.tributary.bench;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tributary.batch.Checkpoint;
import io.tributary.ledger.LedgerTimes;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.ManifestLoader;
import io.tributary.manifest.Placeholders;
import io.tributary.run.Migration;
import io.tributary.run.PartitionResult;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.RunSettings;
import io.tributary.run.Selection;
import io.tributary.run.WorkPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tributary as the command line runs it: manifest from YAML, the routes that ship, everything on. */
final class TributaryEngine implements Engine {

  private static final Path ROUTES = Path.of("routes");

  private final BenchCase which;
  private final Path manifest;
  private final Map<String, String> environment;

  TributaryEngine(BenchCase which, Sites sites) throws IOException {
    this.which = which;
    this.manifest = Files.createTempFile("bench", ".yaml");
    manifest.toFile().deleteOnExit();
    Files.writeString(manifest, which.data().manifest(sites, which.rebuildIndexes()));
    this.environment =
        Map.of(
            "LEGACY_PASSWORD", sites.legacyPassword(),
            "TARGET_PASSWORD", Sites.TARGET_PASSWORD,
            "UUID_SECRET", Sites.UUID_SECRET);
  }

  /** Loads the parents alone. */
  void loadParents() {
    run(Set.of("learner", "course"));
  }

  @Override
  public long run() {
    return run(Set.of(which.data().shape().entity()));
  }

  private long run(Set<String> entities) {
    Manifest loaded = new ManifestLoader(Placeholders.with(environment)).load(manifest);
    RunSettings settings =
        new RunSettings(
            ROUTES,
            which.workers(),
            0,
            false,
            Optional.empty(),
            LedgerTimes.DEFAULT,
            RunSettings.QUERY_TIMEOUT,
            RunSettings.RANGE_ROWS,
            Map.of(),
            new CompositeMeterRegistry());
    try (Migration migration = Migration.open(loaded, settings)) {
      Selection selection = new Selection(Set.of(), Set.of(), Set.of(), entities);
      RunResult result = migration.run(migration.plan(selection), new Silence());
      if (!result.isComplete()) {
        throw new IllegalStateException("not complete: " + result);
      }
      return result.accounting().read();
    }
  }

  /** Hears nothing. */
  private static final class Silence implements RunListener {
    @Override
    public void planned(WorkPlan plan) {}

    @Override
    public void started(String entity, String tenant) {}

    @Override
    public void committed(Checkpoint checkpoint) {}

    @Override
    public void waiting(String entity, String tenant, String why) {}

    @Override
    public void ended(PartitionResult result) {}
  }
}
