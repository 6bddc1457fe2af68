package io.tributary.run;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Fingerprints;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.validate.ComparedEntity;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.EntityProof;
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

  private final UUID runId = UUID.randomUUID();
  private final Manifest manifest;
  private final RunSettings settings;
  private final Databases databases;
  private final WorkPlan plan;
  private final ValidationOptions options;
  private final RunListener listener;
  private final StopSwitch stopSwitch = new StopSwitch();
  private final Map<Place, EntityFindings> found = new ConcurrentHashMap<>();

  /** An entity of a tenant, by name. */
  private record Place(String entity, String tenant) {}

  ValidationRun(
      Manifest manifest,
      RunSettings settings,
      Databases databases,
      WorkPlan plan,
      ValidationOptions options,
      RunListener listener) {
    this.manifest = manifest;
    this.settings = settings;
    this.databases = databases;
    this.plan = plan;
    this.options = options;
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
    Map<Place, String> failures = migrated.isEmpty() ? Map.of() : validate(migrated);
    List<EntityFindings> all = new ArrayList<>();
    for (PlannedPartition partition : plan.partitions()) {
      Place place = new Place(partition.entity().name(), partition.tenant().name());
      EntityFindings findings = found.get(place);
      all.add(
          findings != null
              ? findings
              : without(partition, Optional.ofNullable(failures.get(place))));
    }
    return new ValidationReport(
        runId,
        manifest.name(),
        fingerprint(manifest, plan),
        Run.info(runId, manifest, options.text()).toolVersion(),
        startedAt,
        Instant.now(),
        options,
        all);
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
  private Map<Place, String> validate(List<PlannedPartition> partitions) {
    List<WorkItem> items = WorkGraph.unordered(partitions, WorkItem.Task.VALIDATE);
    ManifestCaps caps =
        new ManifestCaps(manifest, tenant -> databases.legacy().of(tenant).server());
    WorkQueue queue = new WorkQueue(items, caps, settings.parallel(), listener);
    Pace pace = new Pace(queue, caps, settings.rowsPerSecond());
    Orchestrator orchestrator = new Orchestrator(queue, pace, listener);
    try (Assembly assembly =
            Assembly.forValidation(manifest, settings, databases, orchestrator, partitions);
        RunControl control = register(queue, pace);
        ValidationPartitions work =
            new ValidationPartitions(
                runId,
                manifest,
                options,
                databases,
                assembly,
                orchestrator::shouldPause,
                firstOfEntities(items)::contains,
                this::keep)) {
      refuseFailures(assembly.check(partitions, true));
      stopSwitch.controls(queue);
      LOG.atInfo()
          .addKeyValue("event", "validation-started")
          .addKeyValue("run", control.getRunId())
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

  private static Set<WorkItem> firstOfEntities(List<WorkItem> items) {
    Map<String, WorkItem> first = new HashMap<>();
    items.forEach(item -> first.putIfAbsent(item.entity.name(), item));
    return Set.copyOf(first.values());
  }

  private void keep(EntityFindings findings) {
    found.put(new Place(findings.entity(), findings.tenant()), findings);
  }

  private RunControl register(WorkQueue queue, Pace pace) {
    return RunControl.register(
        runId,
        queue,
        pace,
        manifest.tenants().stream().map(Tenant::name).collect(Collectors.toUnmodifiableSet()),
        settings.parallel());
  }

  private static void refuseFailures(List<Finding> findings) {
    List<Problem> problems =
        findings.stream()
            .filter(Finding::isFailure)
            .flatMap(finding -> finding.problem().stream())
            .toList();
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
  }

  /** SHA-256 over the fingerprints of the entities and tenants of a plan. */
  private static String fingerprint(Manifest manifest, WorkPlan plan) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (PlannedPartition partition : plan.partitions()) {
        Entity entity = partition.entity();
        String text =
            entity.identity()
                + '\n'
                + partition.tenant().id()
                + '\n'
                + Fingerprints.of(entity, manifest, partition.tenant())
                + '\n';
        digest.update(text.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
