package io.tributary.run;

import io.tributary.batch.Batch;
import io.tributary.fault.Problem;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.RunInfo;
import io.tributary.legacy.ClaimSource;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a plan: checks, ledgers, routes, workers, second pass, in this order. */
final class Run {

  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final UUID runId;
  private final Manifest manifest;
  private final RunSettings settings;
  private final Databases databases;
  private final WorkPlan plan;
  private final RunListener listener;
  private final StopSwitch stopSwitch = new StopSwitch();
  private Optional<Replay> replay = Optional.empty();
  private Optional<Consumer<Batch>> watcher = Optional.empty();
  private Optional<RepairKeys> repair = Optional.empty();

  Run(
      UUID runId,
      Manifest manifest,
      RunSettings settings,
      Databases databases,
      WorkPlan plan,
      RunListener listener) {
    this.runId = runId;
    this.manifest = manifest;
    this.settings = settings;
    this.databases = databases;
    this.plan = plan;
    this.listener = new ListenerGroup(List.of(new ProgressMeters(settings.meters()), listener));
  }

  /** This run loads nothing new: it tries dead letters again. */
  Run replaying(Replay letters) {
    replay = Optional.of(letters);
    return this;
  }

  /** This run shows its batches to somebody; called by several threads at a time. */
  Run watchedBy(Consumer<Batch> somebody) {
    watcher = Optional.of(somebody);
    return this;
  }

  /** This run loads nothing new: it brings rows in again. */
  Run repairing(RepairKeys keys) {
    repair = Optional.of(keys);
    return this;
  }

  private boolean loadsNothingNew() {
    return replay.isPresent() || repair.isPresent();
  }

  /** What this run has something to do with. */
  private List<PlannedPartition> toDo() {
    return loadsNothingNew() ? plan.partitions() : plan.toDo();
  }

  /** Ends the run at its batches' edges, or as soon as it has begun. */
  void stop() {
    stopSwitch.stop();
  }

  RunResult execute(Supplier<WorkPlan> everything) {
    listener.planned(plan);
    IndexRebuilds indexes = indexes();
    List<PartitionResult> worked =
        toDo().isEmpty() ? List.of() : work(settings.dryRun() ? plan : everything.get(), indexes);
    if (settings.dryRun()) {
      return RunResult.of(runId, plan, worked, List.of());
    }
    if (toDo().isEmpty()) {
      indexes.finish();
    }
    List<Problem> problems = new ArrayList<>(indexes.problems());
    problems.addAll(new SecondPass(manifest, databases).run(plan, everything.get()));
    return RunResult.of(runId, plan, worked, problems);
  }

  /** Of a replay only those that are missing are put back: it loads nothing new. */
  private IndexRebuilds indexes() {
    return new IndexRebuilds(
        runId,
        databases,
        services(plan.partitions()),
        loadsNothingNew() ? List.of() : RebuildTable.of(manifest, plan.partitions()),
        listener);
  }

  private List<PartitionResult> work(WorkPlan everything, IndexRebuilds indexes) {
    List<WorkItem> items = items(everything);
    ManifestCaps caps =
        new ManifestCaps(manifest, tenant -> databases.legacy().of(tenant).server());
    WorkQueue queue =
        new WorkQueue(items, caps, settings.parallel(), settings.rangeRows(), listener);
    Pace pace = new Pace(queue, caps, settings.rowsPerSecond());
    Orchestrator orchestrator =
        new Orchestrator(queue, pace, new ListenerGroup(List.of(listener, indexes.loaded())));
    ClaimSource claims =
        watcher.<ClaimSource>map(w -> new WatchedClaims(orchestrator, w)).orElse(orchestrator);
    try (Assembly assembly = Assembly.of(manifest, settings, databases, claims, toDo());
        RunControl control = register(queue, pace)) {
      new Misfits(toDo(), everything).refuse(assembly.check(toDo(), settings.dryRun()));
      stopSwitch.controls(queue);
      LOG.atInfo()
          .addKeyValue("event", "run-started")
          .addKeyValue("run", control.getRunId())
          .addKeyValue("manifest", manifest.name())
          .addKeyValue("partitions", items.size())
          .addKeyValue("dryRun", settings.dryRun())
          .log("run started");
      if (settings.dryRun()) {
        orchestrator.run(
            new DryRunPartitions(runId, assembly.mappings(), assembly.mapper()),
            settings.parallel());
        return queue.results();
      }
      return runOnLedgers(orchestrator, queue, assembly, indexes);
    }
  }

  private List<WorkItem> items(WorkPlan everything) {
    if (replay.isPresent()) {
      return WorkGraph.ofLetters(toDo());
    }
    if (repair.isPresent()) {
      return WorkGraph.ofRepairs(toDo());
    }
    return settings.dryRun()
        ? WorkGraph.unordered(toDo(), WorkItem.Task.DRY_RUN)
        : WorkGraph.of(plan, manifest, everything);
  }

  private RunControl register(WorkQueue queue, Pace pace) {
    return RunControl.register(
        runId,
        queue,
        pace,
        manifest.tenants().stream().map(Tenant::name).collect(Collectors.toUnmodifiableSet()),
        settings.parallel());
  }

  private List<PartitionResult> runOnLedgers(
      Orchestrator orchestrator, WorkQueue queue, Assembly assembly, IndexRebuilds indexes) {
    List<Ledger> ledgers = ledgers();
    ledgers.parallelStream().forEach(Ledger::migrate);
    ledgers.forEach(ledger -> ledger.requireSecret(assembly.mappings().secretCheck()));
    String options = "parallel " + settings.parallel() + (plan.refresh() ? ", refresh" : "");
    RunInfo info = info(runId, manifest, options);
    LedgerPartitions partitions =
        new LedgerPartitions(
            runId,
            manifest,
            databases,
            assembly,
            orchestrator::shouldPause,
            settings.acceptedChanges(),
            replay.orElseGet(() -> new Replay(Set.of())),
            repair,
            indexes);
    try (RunRecord record = RunRecord.begin(databases, services(toDo()), info)) {
      indexes.around(() -> orchestrator.run(partitions, settings.parallel()));
      List<PartitionResult> results = queue.results();
      long complete = results.stream().filter(result -> result.status().isComplete()).count();
      int unbuilt = indexes.problems().size();
      record.ended(
          complete == results.size() && unbuilt == 0,
          complete
              + " of "
              + results.size()
              + " partitions complete"
              + (unbuilt == 0 ? "" : ", " + unbuilt + " indexes not rebuilt"));
      return results;
    }
  }

  private static Set<String> services(List<PlannedPartition> partitions) {
    return partitions.stream()
        .map(partition -> partition.entity().service())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Ledger> ledgers() {
    return services(toDo()).stream().map(databases::ledger).toList();
  }

  /** What a ledger keeps of this process. */
  static RunInfo info(UUID runId, Manifest manifest, String options) {
    String version = Run.class.getPackage().getImplementationVersion();
    return new RunInfo(
        runId,
        manifest.name(),
        version == null ? "development build" : version,
        host(),
        ProcessHandle.current().pid(),
        options);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A host without a name of its own still has an address, which is what the message holds.
      return String.valueOf(e.getMessage());
    }
  }
}
