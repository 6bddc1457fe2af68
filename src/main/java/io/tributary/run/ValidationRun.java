package io.tributary.run;

import io.tributary.fault.InvalidInputException;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.LetterTally;
import io.tributary.ledger.Validations;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Fingerprints;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.validate.ComparedEntity;
import io.tributary.validate.DeadLetterCount;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.EntityProof;
import io.tributary.validate.ReportJson;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
  private final StopSwitch stopSwitch = new StopSwitch();
  private final ReportJson json = new ReportJson();
  private final Map<Place, EntityFindings> found = new ConcurrentHashMap<>();
  private final Map<Place, EntityFindings> unfinished = new ConcurrentHashMap<>();
  private List<DeadLetterCount> deadLetters = List.of();

  /** An entity of a tenant, by name. */
  private record Place(String entity, String tenant) {

    static Place of(PlannedPartition partition) {
      return new Place(partition.entity().name(), partition.tenant().name());
    }

    static Place of(EntityFindings findings) {
      return new Place(findings.entity(), findings.tenant());
    }
  }

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
    services(migrated).forEach(service -> databases.ledger(service).migrate());
    deadLetters = deadLetters(services(migrated));
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
    if (!overall.stopped() && migrated.stream().map(Place::of).allMatch(found::containsKey)) {
      control.validations().end(validation.runId(), report.verdict().name());
    }
    return report;
  }

  /** Goes on with what was broken off, or begins anew. */
  private OpenValidation begin(Ledger control, List<PlannedPartition> migrated) {
    OpenValidation.Wanted wanted =
        new OpenValidation.Wanted(request, subject(migrated), manifest.name(), toolVersion());
    OpenValidation open =
        OpenValidation.open(
            control, databases.session(manifest.services().keySet().iterator().next()), wanted);
    try {
      if (open.goesOn()) {
        UUID runId = open.recorded().runId();
        control.validations().kept(runId).stream()
            .map(json::read)
            .forEach(findings -> found.put(Place.of(findings), findings));
        listener.resumed(runId, found.size());
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

  /**
   * What is looked at, and by what: the manifest and the route files as far as they decide what
   * rows become, the build, the entities and tenants, and how far the ledgers are, those of parents
   * in other services among them. What was found before anything of it changed says nothing of what
   * is there now.
   */
  private String subject(List<PlannedPartition> migrated) {
    List<String> parts = new ArrayList<>();
    parts.add(fingerprint(manifest, plan));
    parts.add('\n' + toolVersion());
    parts.add('\n' + RouteFiles.in(settings.routes(), manifest).digest());
    parts.add('\n' + "dead letters " + manifest.deadLetters().payload().word());
    parts.addAll(
        new ComparedDatabases(manifest, databases).parts(migrated, servicesWithParents(migrated)));
    servicesWithParents(migrated)
        .forEach(service -> parts.add('\n' + service + ' ' + position(service)));
    return digest(parts);
  }

  /** A parent's service that was never migrated to has no position; its orphans are told. */
  private String position(String service) {
    Ledger ledger = databases.ledger(service);
    if (!ledger.exists()) {
      return "none";
    }
    ledger.migrate();
    return ledger.validations().position();
  }

  private Set<String> servicesWithParents(List<PlannedPartition> partitions) {
    Set<String> services = new TreeSet<>(services(partitions));
    partitions.forEach(
        one ->
            WorkGraph.parents(one.entity(), manifest)
                .forEach(parent -> services.add(parent.service())));
    return services;
  }

  private static Set<String> services(List<PlannedPartition> partitions) {
    return partitions.stream()
        .map(partition -> partition.entity().service())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private ValidationReport report(
      UUID runId,
      ValidationOptions options,
      Instant startedAt,
      Map<Place, String> failures,
      OverallProof.Result overall) {
    List<EntityFindings> all = new ArrayList<>();
    for (PlannedPartition partition : plan.partitions()) {
      Place place = Place.of(partition);
      EntityFindings findings = found.getOrDefault(place, unfinished.get(place));
      String failure = failures.get(place);
      all.add(findings != null ? findings : without(partition, Optional.ofNullable(failure)));
    }
    return new ValidationReport(
        runId,
        manifest.name(),
        fingerprint(manifest, plan),
        toolVersion(),
        startedAt,
        Instant.now(),
        options,
        all,
        overall.checks(),
        OverallProof.leftOut(manifest, plan),
        deadLetters,
        overall.stopped());
  }

  /** Read before anything is compared: a service that is gone by the end costs no report. */
  private List<DeadLetterCount> deadLetters(Set<String> services) {
    Set<Place> wanted = plan.partitions().stream().map(Place::of).collect(Collectors.toSet());
    Map<UUID, String> tenants =
        manifest.tenants().stream().collect(Collectors.toMap(Tenant::id, Tenant::name));
    List<DeadLetterCount> counts = new ArrayList<>();
    for (String service : services) {
      Map<String, String> names =
          manifest.entities().values().stream()
              .filter(entity -> entity.service().equals(service))
              .collect(Collectors.toMap(Entity::identity, Entity::name));
      for (LetterTally letters : databases.ledger(service).archive().tally()) {
        String entity = names.getOrDefault(letters.identity(), letters.identity());
        String tenant = tenants.getOrDefault(letters.tenantId(), letters.tenantId().toString());
        if (wanted.contains(new Place(entity, tenant))) {
          counts.add(
              new DeadLetterCount(
                  entity,
                  tenant,
                  service,
                  letters.column(),
                  letters.reason(),
                  letters.status().word(),
                  letters.count()));
        }
      }
    }
    return counts;
  }

  private EntityFindings without(PlannedPartition partition, Optional<String> failure) {
    ComparedEntity compared =
        new ComparedEntity(manifest, partition.entity(), partition.tenant(), service -> Map.of());
    String why =
        switch (partition.state()) {
          case NEW -> "nothing of it was migrated";
          case BEGUN, FAILED, REFRESH -> "it is not migrated completely";
          case COMPLETE -> failure.orElse("the validation was stopped before it was through");
        };
    return EntityProof.notMigrated(compared, why);
  }

  /** Returns why partitions have failed that told nothing else. */
  private Map<Place, String> validate(
      Ledger control, UUID runId, ValidationOptions options, List<PlannedPartition> migrated) {
    Set<Place> first = firstOfEntities(migrated);
    List<PlannedPartition> partitions =
        migrated.stream().filter(one -> !found.containsKey(Place.of(one))).toList();
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<Place, EntityFindings> brokenOff = new ConcurrentHashMap<>();
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
                findings -> keep(control, runId, findings, brokenOff))) {
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
    unfinished.putAll(brokenOff);
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

  /** What was broken off is told, and looked at again by the next validation that goes on. */
  private void keep(
      Ledger control, UUID runId, EntityFindings findings, Map<Place, EntityFindings> brokenOff) {
    if (findings.failure().isPresent()) {
      brokenOff.put(Place.of(findings), findings);
      return;
    }
    control.validations().keep(runId, findings.entity(), findings.tenant(), json.of(findings));
    found.put(Place.of(findings), findings);
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

  /** SHA-256 over the fingerprints of the entities and tenants of a plan. */
  private static String fingerprint(Manifest manifest, WorkPlan plan) {
    return digest(
        plan.partitions().stream()
            .map(
                partition ->
                    partition.entity().identity()
                        + '\n'
                        + partition.tenant().id()
                        + '\n'
                        + Fingerprints.of(partition.entity(), manifest, partition.tenant())
                        + '\n')
            .toList());
  }

  private static String digest(List<String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      texts.forEach(text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
