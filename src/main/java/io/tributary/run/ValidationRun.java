package io.tributary.run;

import io.tributary.fault.InvalidInputException;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.Validations;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.validate.DeadLetterCount;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One validation: the partitions of a plan go through their routes, with a comparison in place of
 * the load, under the same caps, pace and controls as in a run.
 */
final class ValidationRun {

  private static final Logger LOG = LoggerFactory.getLogger(ValidationRun.class);

  private final Manifest manifest;
  private final RunSettings settings;
  private final Databases databases;
  private final WorkPlan plan;
  private final ValidationRequest request;
  private final RunListener listener;
  private final ValidationSubject subject;
  private final StopSwitch stopSwitch = new StopSwitch();
  private final KeptFindings found = new KeptFindings();
  private List<DeadLetterCount> deadLetters = List.of();

  ValidationRun(
      Manifest manifest,
      RunSettings settings,
      Databases databases,
      WorkPlan plan,
      ValidationRequest request,
      RunListener listener) {
    this.manifest = manifest;
    this.settings = settings;
    this.databases = databases;
    this.plan = plan;
    this.request = request;
    this.listener = listener;
    this.subject = new ValidationSubject(manifest, settings, databases, plan);
  }

  /** Ends the validation at its batches' edges, or as soon as it has begun. */
  void stop() {
    stopSwitch.stop();
  }

  ValidationReport execute() {
    Instant startedAt = Instant.now();
    listener.planned(plan);
    List<PlannedPartition> migrated =
        plan.partitions().stream()
            .filter(partition -> partition.state() == PlannedPartition.State.COMPLETE)
            .toList();
    if (migrated.isEmpty()) {
      return report(
          UUID.randomUUID(), request.options(), startedAt, Map.of(), OverallProof.Result.NONE);
    }
    Ledger control = databases.ledger(manifest.services().keySet().iterator().next());
    control.migrate();
    ValidationSubject.services(migrated).forEach(service -> databases.ledger(service).migrate());
    // Before anything is compared: a service that is gone by the end costs no report.
    deadLetters =
        new LetterCounts(manifest, databases).of(plan, ValidationSubject.services(migrated));
    try (OpenValidation open = begin(control, migrated)) {
      return execute(control, open.recorded(), migrated, startedAt);
    }
  }

  private ValidationReport execute(
      Ledger control,
      Validations.Recorded validation,
      List<PlannedPartition> migrated,
      Instant startedAt) {
    ValidationOptions options = request.options().withSeed(validation.seed());
    Map<Place, String> failures = validate(control, validation.runId(), options, migrated);
    OverallProof.Result overall =
        new OverallProof(manifest, databases).look(migrated, () -> !stopSwitch.isStopped());
    ValidationReport report = report(validation.runId(), options, startedAt, failures, overall);
    LOG.atInfo()
        .addKeyValue("event", "validation-ended")
        .addKeyValue("run", report.runId())
        .addKeyValue("manifest", manifest.name())
        .addKeyValue("verdict", report.verdict())
        .addKeyValue("differences", report.differenceCount())
        .log("validation ended");
    // One that was stopped is through with nothing: the next one goes on with what was found.
    if (!overall.stopped() && migrated.stream().allMatch(found::isThrough)) {
      control.validations().end(validation.runId(), report.verdict().name());
    }
    return report;
  }

  /** Goes on with what was broken off, or begins anew. */
  private OpenValidation begin(Ledger control, List<PlannedPartition> migrated) {
    OpenValidation.Wanted wanted =
        new OpenValidation.Wanted(
            request, subject.digest(migrated, toolVersion()), manifest.name(), toolVersion());
    OpenValidation open =
        OpenValidation.open(
            control, databases.session(manifest.services().keySet().iterator().next()), wanted);
    try {
      if (open.goesOn()) {
        UUID runId = open.recorded().runId();
        listener.resumed(runId, found.restore(control.validations(), runId));
      }
      return open;
    } catch (RuntimeException e) {
      open.closeAfter(e);
      throw e;
    }
  }

  private String toolVersion() {
    return Run.info(new UUID(0, 0), manifest, request.options().text()).toolVersion();
  }

  private ValidationReport report(
      UUID runId,
      ValidationOptions options,
      Instant startedAt,
      Map<Place, String> failures,
      OverallProof.Result overall) {
    return new ValidationReport(
        runId,
        manifest.name(),
        subject.fingerprint(),
        toolVersion(),
        startedAt,
        Instant.now(),
        options,
        found.all(manifest, plan, failures),
        overall.checks(),
        OverallProof.leftOut(manifest, plan),
        deadLetters,
        overall.stopped());
  }

  /** Returns why partitions have failed that told nothing else. */
  private Map<Place, String> validate(
      Ledger control, UUID runId, ValidationOptions options, List<PlannedPartition> migrated) {
    Set<Place> first = firstOfEntities(migrated);
    List<PlannedPartition> partitions =
        migrated.stream().filter(one -> !found.isThrough(one)).toList();
    if (partitions.isEmpty()) {
      return Map.of();
    }
    List<WorkItem> items = WorkGraph.unordered(partitions, WorkItem.Task.VALIDATE);
    ManifestCaps caps =
        new ManifestCaps(manifest, tenant -> databases.legacy().of(tenant).server());
    WorkQueue queue =
        new WorkQueue(items, caps, settings.parallel(), settings.rangeRows(), listener);
    Pace pace = new Pace(queue, caps, settings.rowsPerSecond());
    Orchestrator orchestrator = new Orchestrator(queue, pace, listener);
    try (Assembly assembly =
            Assembly.forValidation(manifest, settings, databases, orchestrator, partitions);
        RunControl controls = register(runId, queue, pace);
        ValidationPartitions work =
            new ValidationPartitions(
                runId,
                manifest,
                options,
                databases,
                assembly,
                orchestrator::shouldPause,
                item -> first.contains(new Place(item.entity.name(), item.tenant.name())),
                findings -> found.keep(control.validations(), runId, findings))) {
      refuse(assembly.check(partitions, true));
      stopSwitch.controls(queue);
      LOG.atInfo()
          .addKeyValue("event", "validation-started")
          .addKeyValue("run", controls.getRunId())
          .addKeyValue("manifest", manifest.name())
          .addKeyValue("partitions", items.size())
          .addKeyValue("options", options.text())
          .log("validation started");
      orchestrator.run(work, settings.parallel());
    }
    return queue.results().stream()
        .filter(result -> result.failure().isPresent())
        .collect(
            Collectors.toMap(
                result -> new Place(result.entity(), result.tenant()),
                result -> result.failure().get()));
  }

  private static Set<Place> firstOfEntities(List<PlannedPartition> partitions) {
    Map<String, Place> first = new HashMap<>();
    partitions.forEach(one -> first.putIfAbsent(one.entity().name(), Place.of(one)));
    return Set.copyOf(first.values());
  }

  private RunControl register(UUID runId, WorkQueue queue, Pace pace) {
    return RunControl.register(
        runId,
        queue,
        pace,
        manifest.tenants().stream().map(Tenant::name).collect(Collectors.toUnmodifiableSet()),
        settings.parallel());
  }

  /** A partition that does not fit its schemas fails when it is claimed, and is not proven. */
  private static void refuse(Preflight.Checked checked) {
    if (checked.refusing()) {
      throw new InvalidInputException(
          checked.findings().stream()
              .filter(Finding::isFailure)
              .flatMap(finding -> finding.problem().stream())
              .toList());
    }
  }
}
