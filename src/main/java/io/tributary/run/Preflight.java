package io.tributary.run;

import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.legacy.LegacyTable;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.Tenant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Everything that can be known before the first row is touched: services, legacy databases, and
 * each mapping against both catalogs. Finds all there is to find, tenants side by side, and writes
 * nothing.
 */
final class Preflight {

  private static final int TENANTS_AT_ONCE = 8;

  private final Manifest manifest;
  private final Databases databases;
  private final Mappings mappings;

  Preflight(Manifest manifest, Databases databases, Mappings mappings) {
    this.manifest = manifest;
    this.databases = databases;
    this.mappings = mappings;
  }

  /**
   * What a check found.
   *
   * @param findings all of it
   * @param refusing whether a failure concerns more than single partitions
   * @param unfit partitions whose mapping does not fit both schemas
   */
  record Checked(List<Finding> findings, boolean refusing, Set<Place> unfit) {}

  /** An entity of a tenant. */
  record Place(String entity, String tenant) {}

  /** Checks these partitions and the databases that they need. */
  Checked check(Collection<PlannedPartition> partitions, boolean dryRun) {
    Set<Service> services = new LinkedHashSet<>();
    Map<Tenant, Set<Entity>> tenants = new LinkedHashMap<>();
    for (PlannedPartition partition : partitions) {
      services.add(manifest.service(partition.entity().service()));
      tenants
          .computeIfAbsent(partition.tenant(), tenant -> new LinkedHashSet<>())
          .add(partition.entity());
    }
    List<Finding> findings = new ArrayList<>();
    ServiceCheck serviceCheck = new ServiceCheck(databases, mappings);
    services.forEach(service -> findings.addAll(serviceCheck.check(service, dryRun)));
    if (findings.stream().anyMatch(Finding::isFailure)) {
      return new Checked(distinct(findings), true, Set.of());
    }
    Set<String> withoutTable = new HashSet<>();
    for (Service service : services) {
      ServiceCheck.Tables tables = serviceCheck.checkTables(service, manifest);
      findings.addAll(tables.findings());
      withoutTable.addAll(tables.without());
    }
    Set<Place> unfit = new HashSet<>();
    boolean refusing = false;
    for (OfTenant found : checkTenants(tenants, withoutTable)) {
      findings.addAll(found.findings);
      unfit.addAll(found.unfit);
      refusing |= !found.reachable;
    }
    return new Checked(distinct(findings), refusing, unfit);
  }

  /** What was found of a tenant's database, and of entities in it. */
  private record OfTenant(boolean reachable, List<Finding> findings, Set<Place> unfit) {}

  private List<OfTenant> checkTenants(Map<Tenant, Set<Entity>> tenants, Set<String> withoutTable) {
    ExecutorService threads = Executors.newFixedThreadPool(TENANTS_AT_ONCE);
    try {
      List<Future<OfTenant>> asked = new ArrayList<>();
      tenants.forEach(
          (tenant, entities) ->
              asked.add(threads.submit(() -> checkTenant(tenant, entities, withoutTable))));
      return asked.stream().map(Waiting::on).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  private OfTenant checkTenant(Tenant tenant, Set<Entity> entities, Set<String> withoutTable) {
    List<Finding> findings = new ArrayList<>();
    String subject = "legacy database of " + tenant.name();
    try {
      String version = databases.legacy().of(tenant).version();
      findings.add(Finding.ok(subject + ": " + version));
      databases
          .legacy()
          .of(tenant)
          .exposure()
          .ifPresent(why -> findings.add(Finding.warning(subject, exposed(tenant, why))));
    } catch (TributaryException e) {
      e.problems().forEach(problem -> findings.add(Finding.failure(subject, problem)));
      return new OfTenant(false, findings, Set.of());
    }
    Set<Place> unfit = new HashSet<>();
    for (Entity entity : entities) {
      List<Finding> found =
          withoutTable.contains(entity.name()) ? List.of() : checkEntity(entity, tenant);
      findings.addAll(found);
      if (withoutTable.contains(entity.name()) || found.stream().anyMatch(Finding::isFailure)) {
        unfit.add(new Place(entity.name(), tenant.name()));
      }
    }
    if (unfit.isEmpty()) {
      findings.add(
          Finding.ok(tenant.name() + ": " + entities.size() + " entities fit both schemas"));
    }
    return new OfTenant(true, findings, unfit);
  }

  private List<Finding> checkEntity(Entity entity, Tenant tenant) {
    String subject = entity.name() + "/" + tenant.name();
    List<Finding> findings = new ArrayList<>();
    try {
      LegacyTable table = databases.legacy().of(tenant).describe(entity);
      if (!table.keyIsUnique() || !table.keyIsNotNull()) {
        findings.add(Finding.warning(subject, unprovenKey(entity, tenant, table)));
      }
      if (table.name().isPresent() && !table.keyIsIndexed()) {
        findings.add(Finding.warning(subject, unorderedKey(entity, tenant)));
      }
      mappings
          .check(entity, tenant)
          .forEach(problem -> findings.add(Finding.failure(subject, problem)));
    } catch (TributaryException e) {
      e.problems().forEach(problem -> findings.add(Finding.failure(subject, problem)));
    }
    return findings;
  }

  private static Problem unprovenKey(Entity entity, Tenant tenant, LegacyTable table) {
    return new Problem(
        RunCode.LEGACY_KEY,
        entity.at().toString(),
        "in "
            + tenant.name()
            + " no primary key or unique index proves that "
            + entity.legacy().key()
            + " of "
            + entity.legacy().displayName()
            + " is "
            + (table.keyIsUnique() ? "not null" : "unique"),
        "The run stops at the first NULL or repeated key that it meets.");
  }

  private static Problem exposed(Tenant tenant, String why) {
    return new Problem(
        RunCode.LEGACY_EXPOSED,
        tenant.at().toString(),
        "the connection to the legacy database of " + tenant.name() + " is not protected: " + why,
        "Give the server a certificate that this machine trusts (trustStore=...), or leave it so"
            + " on a network of your own.");
  }

  private static Problem unorderedKey(Entity entity, Tenant tenant) {
    return new Problem(
        RunCode.LEGACY_KEY_UNORDERED,
        entity.at().toString(),
        "in "
            + tenant.name()
            + " no index of "
            + entity.legacy().displayName()
            + " begins with "
            + entity.legacy().key()
            + ": the server sorts the whole table for each batch",
        "Choose a key that has an index, or have one made; a small table can stay as it is.");
  }

  /** The same mapping problem in three hundred districts is one problem. */
  private static List<Finding> distinct(List<Finding> findings) {
    Map<Object, Finding> byProblem = new LinkedHashMap<>();
    for (Finding finding : findings) {
      Object key = finding.problem().<Object>map(problem -> problem).orElse(finding.subject());
      byProblem.putIfAbsent(key, finding);
    }
    return List.copyOf(byProblem.values());
  }
}
