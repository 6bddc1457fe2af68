package io.tributary.run;

import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.legacy.LegacyTables;
import io.tributary.legacy.PlanCost;
import io.tributary.legacy.PlanReport;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.PlanRule;
import io.tributary.manifest.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asks a legacy server, before the first batch, how it would read the batches of entities, and
 * finds those that would cost it a sort or a scan each. Thread-safe.
 */
final class PlanCheck {

  private final Manifest manifest;

  PlanCheck(Manifest manifest) {
    this.manifest = manifest;
  }

  /**
   * Checks the entities that fit, as far as the manifest wants it.
   *
   * @param found what was found of each entity so far; what is found here is added to it
   * @return what concerns the server as a whole
   */
  List<Finding> check(
      LegacyDatabase legacy, LegacyTables described, Map<Entity, List<Finding>> found) {
    List<Entity> asked =
        found.keySet().stream()
            .filter(entity -> entity.plan() != PlanRule.IGNORE)
            .filter(entity -> found.get(entity).stream().noneMatch(Finding::isFailure))
            .toList();
    Map<String, PlanReport> reports;
    try {
      reports = legacy.plans(asked, described, manifest);
    } catch (TributaryException e) {
      String subject = "legacy database of " + legacy.tenant().name();
      return e.problems().stream().map(problem -> Finding.failure(subject, problem)).toList();
    }
    List<Finding> ofServer = new ArrayList<>();
    for (Entity entity : asked) {
      PlanReport report = reports.get(entity.name());
      report.hidden().ifPresent(why -> ofServer.add(hidden(legacy, why)));
      if (!report.costs().isEmpty()) {
        found.get(entity).add(costly(entity, legacy.tenant(), report));
      }
    }
    return ofServer.stream().distinct().toList();
  }

  private static Finding costly(Entity entity, Tenant tenant, PlanReport report) {
    String subject = entity.name() + "/" + tenant.name();
    Problem problem =
        report.hidden().isPresent()
            ? unordered(entity, tenant)
            : new Problem(
                RunCode.LEGACY_PLAN,
                entity.at().toString(),
                "in "
                    + tenant.name()
                    + ", for each batch of "
                    + entity.legacy().displayName()
                    + " by "
                    + entity.legacy().key()
                    + ", the server "
                    + report.costs().stream()
                        .map(PlanCost::words)
                        .collect(Collectors.joining("; it ")),
                "Choose a key that has an index, have one made, or mend the query; `plan:` says"
                    + " whether that is told, refused or left alone.");
    return entity.plan() == PlanRule.REFUSE
        ? Finding.failure(subject, problem)
        : Finding.warning(subject, problem);
  }

  private static Problem unordered(Entity entity, Tenant tenant) {
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

  /** Named by the server and not by the tenant: hundreds of tenants may share one. */
  private static Finding hidden(LegacyDatabase legacy, String why) {
    return Finding.warning(
        legacy.server(),
        new Problem(
            RunCode.LEGACY_PLAN_HIDDEN,
            legacy.server(),
            "the server " + why + ": only the tables' indexes were looked at, and queries not",
            "GRANT SHOWPLAN to the login in each district's database, or say `plan: ignore`."));
  }
}
