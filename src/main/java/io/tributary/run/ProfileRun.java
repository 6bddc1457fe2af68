package io.tributary.run;

import io.tributary.copy.TargetCatalog;
import io.tributary.copy.UniqueKeys;
import io.tributary.fault.MigrationException;
import io.tributary.fault.TributaryException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.profile.EntityProfile;
import io.tributary.profile.ProfileReport;
import io.tributary.profile.Profiler;
import io.tributary.profile.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A dry run whose batches are counted, and questions to legacy about what no row can tell. */
final class ProfileRun {

  private static final Profiler.Asked NOTHING = new Profiler.Asked(List.of(), List.of());

  private final Manifest manifest;
  private final RunSettings settings;
  private final Databases databases;
  private final WorkPlan plan;

  /**
   * A profile of a plan.
   *
   * @param settings of a dry run
   */
  ProfileRun(Manifest manifest, RunSettings settings, Databases databases, WorkPlan plan) {
    this.manifest = manifest;
    this.settings = settings;
    this.databases = databases;
    this.plan = plan.fromTheStart();
  }

  /**
   * Profiles.
   *
   * @param dryRun executes a run
   * @param listener is told how the dry run goes
   */
  ProfileReport execute(Function<Run, RunResult> dryRun, RunListener listener) {
    Instant started = Instant.now();
    Profiler profiler = new Profiler(manifest, targets(), LocalDate.now(ZoneOffset.UTC));
    Run run = new Run(UUID.randomUUID(), manifest, settings, databases, plan, listener);
    RunResult result = dryRun.apply(run.watchedBy(profiler::saw));
    String version = Run.info(result.runId(), manifest, "").toolVersion();
    List<EntityProfile> profiles = profiles(profiler, result);
    return new ProfileReport(
        result.runId(), manifest.name(), version, started, Instant.now(), profiles);
  }

  private Map<String, Profiler.Targets> targets() {
    Map<String, Profiler.Targets> targets = new HashMap<>();
    for (PlannedPartition partition : plan.partitions()) {
      targets.computeIfAbsent(partition.entity().service(), this::targets);
    }
    return targets;
  }

  private Profiler.Targets targets(String serviceName) {
    Service service = manifest.service(serviceName);
    Set<String> tables =
        manifest.entities().values().stream()
            .filter(entity -> entity.service().equals(serviceName))
            .flatMap(entity -> entity.into().stream())
            .map(TableMapping::table)
            .collect(Collectors.toSet());
    try (Connection connection = databases.connectOnce(serviceName)) {
      return new Profiler.Targets(
          TargetCatalog.read(connection, service.schema(), tables),
          UniqueKeys.read(connection, service.schema(), tables));
    } catch (SQLException e) {
      throw new MigrationException(Databases.unreachable(service, e), e);
    }
  }

  private List<EntityProfile> profiles(Profiler profiler, RunResult result) {
    ExecutorService threads = Executors.newFixedThreadPool(settings.parallel());
    try {
      List<Future<EntityProfile>> asked = new ArrayList<>();
      for (int i = 0; i < plan.partitions().size(); i++) {
        PlannedPartition partition = plan.partitions().get(i);
        PartitionResult seen = result.partitions().get(i);
        asked.add(threads.submit(() -> profile(profiler, partition, seen)));
      }
      return asked.stream().map(Waiting::on).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  private EntityProfile profile(
      Profiler profiler, PlannedPartition partition, PartitionResult seen) {
    Entity entity = partition.entity();
    Tenant tenant = partition.tenant();
    Optional<String> failure =
        seen.status().isComplete()
            ? Optional.empty()
            : seen.failure().or(() -> Optional.of("stopped before its end"));
    Profiler.Asked asked = NOTHING;
    if (failure.isEmpty()) {
      try {
        asked = profiler.ask(entity, databases.legacy().of(tenant));
      } catch (TributaryException e) {
        failure = Optional.of(e.getMessage());
      }
    }
    return new EntityProfile(
        entity.name(),
        tenant.name(),
        seen.accounting().read(),
        seen.accounting().filtered(),
        seen.accounting().deadLettered(),
        seen.deadLetterReasons().entrySet().stream()
            .map(entry -> refusal(entry.getKey(), entry.getValue()))
            .toList(),
        profiler.columns(entity, tenant),
        asked.repeated(),
        asked.orphaned(),
        seen.duration(),
        failure);
  }

  /** The reason is one word, after the columns. */
  private static Refusal refusal(String columnAndReason, long rows) {
    int end = columnAndReason.lastIndexOf(' ');
    return new Refusal(
        end < 0 ? "" : columnAndReason.substring(0, end), columnAndReason.substring(end + 1), rows);
  }
}
