package io.tributary.run;

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
    for (LegacyCheck.OfTenant found : checkTenants(tenants, withoutTable)) {
      findings.addAll(found.findings());
      unfit.addAll(found.unfit());
      refusing |= !found.reachable();
    }
    return new Checked(distinct(findings), refusing, unfit);
  }

  private List<LegacyCheck.OfTenant> checkTenants(
      Map<Tenant, Set<Entity>> tenants, Set<String> withoutTable) {
    ExecutorService threads = Executors.newFixedThreadPool(TENANTS_AT_ONCE);
    try {
      LegacyCheck check = new LegacyCheck(manifest, databases, mappings, withoutTable);
      List<Future<LegacyCheck.OfTenant>> asked = new ArrayList<>();
      tenants.forEach(
          (tenant, entities) -> asked.add(threads.submit(() -> check.of(tenant, entities))));
      return asked.stream().map(Waiting::on).toList();
    } finally {
      threads.shutdownNow();
    }
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
