package io.tributary.run;

import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.legacy.LegacyTable;
import io.tributary.legacy.LegacyTables;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks tenants' legacy databases: that they answer, and that entities fit both schemas. A
 * database is asked about all entities together. Thread-safe.
 */
final class LegacyCheck {

  private final Manifest manifest;
  private final Databases databases;
  private final Mappings mappings;
  private final Set<String> withoutTarget;
  private final PlanCheck plans;

  /**
   * A check.
   *
   * @param withoutTarget the entities that lack a target table, of which that was said already
   */
  LegacyCheck(
      Manifest manifest, Databases databases, Mappings mappings, Set<String> withoutTarget) {
    this.manifest = manifest;
    this.databases = databases;
    this.mappings = mappings;
    this.withoutTarget = withoutTarget;
    this.plans = new PlanCheck(manifest);
  }

  /** What was found of a tenant's database, and of entities in it. */
  record OfTenant(boolean reachable, List<Finding> findings, Set<Preflight.Place> unfit) {}

  /** Checks a tenant's database and these entities in it. */
  OfTenant of(Tenant tenant, Set<Entity> entities) {
    List<Finding> findings = new ArrayList<>();
    List<Entity> toCheck =
        entities.stream().filter(entity -> !withoutTarget.contains(entity.name())).toList();
    LegacyDatabase legacy = databases.legacy().of(tenant);
    LegacyTables described;
    try {
      described = reach(legacy, toCheck, findings);
    } catch (TributaryException e) {
      String subject = "legacy database of " + tenant.name();
      e.problems().forEach(problem -> findings.add(Finding.failure(subject, problem)));
      return new OfTenant(false, findings, Set.of());
    }
    Map<Entity, List<Finding>> found = new LinkedHashMap<>();
    toCheck.forEach(entity -> found.put(entity, check(entity, tenant, described)));
    findings.addAll(plans.check(legacy, described, found));
    found.values().forEach(findings::addAll);
    Set<Preflight.Place> unfit = new HashSet<>();
    for (Entity entity : entities) {
      boolean fits =
          found.containsKey(entity) && found.get(entity).stream().noneMatch(Finding::isFailure);
      if (!fits) {
        unfit.add(new Preflight.Place(entity.name(), tenant.name()));
      }
    }
    if (unfit.isEmpty()) {
      findings.add(
          Finding.ok(tenant.name() + ": " + entities.size() + " entities fit both schemas"));
    }
    return new OfTenant(true, findings, unfit);
  }

  private LegacyTables reach(
      LegacyDatabase legacy, Collection<Entity> entities, List<Finding> findings) {
    String subject = "legacy database of " + legacy.tenant().name();
    findings.add(Finding.ok(subject + ": " + legacy.version()));
    legacy
        .exposure()
        .ifPresent(why -> findings.add(Finding.warning(subject, exposed(legacy.tenant(), why))));
    return legacy.describeAll(entities, manifest);
  }

  private List<Finding> check(Entity entity, Tenant tenant, LegacyTables described) {
    String subject = entity.name() + "/" + tenant.name();
    List<Finding> findings = new ArrayList<>();
    try {
      LegacyTable table = described.of(entity);
      if (!table.keyIsUnique() || !table.keyIsNotNull()) {
        findings.add(Finding.warning(subject, unprovenKey(entity, tenant, table)));
      }
      mappings
          .check(entity, described)
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
}
