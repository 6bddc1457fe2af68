package io.tributary.run;

import io.tributary.ledger.Validations;
import io.tributary.manifest.Manifest;
import io.tributary.validate.ComparedEntity;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.EntityProof;
import io.tributary.validate.ReportJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a validation has found of each entity and tenant. What is through is kept in the control
 * database, too, for the validation that goes on with this one. Thread-safe.
 */
final class KeptFindings {

  private final ReportJson json = new ReportJson();
  private final Map<Place, EntityFindings> found = new ConcurrentHashMap<>();
  private final Map<Place, EntityFindings> brokenOff = new ConcurrentHashMap<>();

  /**
   * Takes over what a validation has kept that was broken off.
   *
   * @return of how many entities and tenants
   */
  int restore(Validations validations, UUID runId) {
    validations.kept(runId).stream()
        .map(json::read)
        .forEach(findings -> found.put(Place.of(findings), findings));
    return found.size();
  }

  /** What was broken off is told, and looked at again by the next validation that goes on. */
  void keep(Validations validations, UUID runId, EntityFindings findings) {
    if (findings.failure().isPresent()) {
      brokenOff.put(Place.of(findings), findings);
      return;
    }
    validations.keep(runId, findings.entity(), findings.tenant(), json.of(findings));
    found.put(Place.of(findings), findings);
  }

  /** Whether it is through with a partition. */
  boolean isThrough(PlannedPartition partition) {
    return found.containsKey(Place.of(partition));
  }

  /**
   * What there is to say of each partition of a plan.
   *
   * @param failures why partitions have failed that told nothing else
   */
  List<EntityFindings> all(Manifest manifest, WorkPlan plan, Map<Place, String> failures) {
    List<EntityFindings> all = new ArrayList<>();
    for (PlannedPartition partition : plan.partitions()) {
      Place place = Place.of(partition);
      EntityFindings findings = found.getOrDefault(place, brokenOff.get(place));
      all.add(
          findings != null
              ? findings
              : without(manifest, partition, Optional.ofNullable(failures.get(place))));
    }
    return all;
  }

  private static EntityFindings without(
      Manifest manifest, PlannedPartition partition, Optional<String> failure) {
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
}
