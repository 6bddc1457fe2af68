package io.tributary.run;

import io.tributary.copy.TargetCatalog;
import io.tributary.copy.TargetTable;
import io.tributary.fault.MigrationException;
import io.tributary.fault.TributaryException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.validate.Check;
import io.tributary.validate.LeftOut;
import io.tributary.validate.UuidUniqueness;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a validation looks at over all entities and tenants together, once these are through. */
final class OverallProof {

  private final Manifest manifest;
  private final Databases databases;

  OverallProof(Manifest manifest, Databases databases) {
    this.manifest = manifest;
    this.databases = databases;
  }

  /**
   * What came of it.
   *
   * @param checks the checks
   * @param stopped whether it was told to stop before it was through
   */
  record Result(List<Check> checks, boolean stopped) {

    /** Nothing was to be looked at. */
    static final Result NONE = new Result(List.of(), false);
  }

  /**
   * Makes the checks; one that a database does not let be made is not done.
   *
   * @param migrated the partitions that are looked at, at least one
   * @param goesOn whether it may go on
   */
  Result look(List<PlannedPartition> migrated, BooleanSupplier goesOn) {
    AtomicBoolean stopped = new AtomicBoolean();
    BooleanSupplier noticing =
        () -> {
          boolean on = goesOn.getAsBoolean();
          stopped.compareAndSet(false, !on);
          return on;
        };
    List<Check> checks = checks(migrated, noticing);
    return new Result(checks, stopped.get());
  }

  private List<Check> checks(List<PlannedPartition> migrated, BooleanSupplier goesOn) {
    List<Entity> entities = migrated.stream().map(PlannedPartition::entity).distinct().toList();
    List<Tenant> tenants = migrated.stream().map(PlannedPartition::tenant).distinct().toList();
    try {
      Map<String, Map<String, TargetTable>> tables = tables(entities);
      return List.of(
          new UuidUniqueness(
                  manifest,
                  service -> tables.getOrDefault(service, Map.of()),
                  databases::patientSession)
              .check(entities, tenants, goesOn));
    } catch (TributaryException unreadable) {
      return List.of(UuidUniqueness.notDone(unreadable.getMessage()));
    }
  }

  private Map<String, Map<String, TargetTable>> tables(List<Entity> entities) {
    Map<String, Map<String, TargetTable>> tables = new HashMap<>();
    for (Entity entity : entities) {
      tables.computeIfAbsent(entity.service(), name -> tables(manifest.service(name), entities));
    }
    return tables;
  }

  private Map<String, TargetTable> tables(Service service, List<Entity> entities) {
    Set<String> names =
        entities.stream()
            .filter(entity -> entity.service().equals(service.name()))
            .flatMap(entity -> entity.into().stream())
            .map(TableMapping::table)
            .collect(Collectors.toSet());
    try (Connection connection = databases.connectOnce(service.name())) {
      return TargetCatalog.read(connection, service.schema(), names);
    } catch (SQLException e) {
      throw new MigrationException(Databases.unreachable(service, e), e);
    }
  }

  /** What the manifest has that a plan does not look at. */
  static LeftOut leftOut(Manifest manifest, WorkPlan plan) {
    Set<String> services = names(plan, one -> one.entity().service());
    Set<String> entities = names(plan, one -> one.entity().name());
    Set<String> tenants = names(plan, one -> one.tenant().name());
    return new LeftOut(
        manifest.services().keySet().stream().filter(name -> !services.contains(name)).toList(),
        manifest.entities().keySet().stream().filter(name -> !entities.contains(name)).toList(),
        manifest.tenants().stream()
            .map(Tenant::name)
            .filter(name -> !tenants.contains(name))
            .toList());
  }

  private static Set<String> names(WorkPlan plan, Function<PlannedPartition, String> name) {
    return plan.partitions().stream().map(name).collect(Collectors.toSet());
  }
}
