package io.tributary.run;

import io.tributary.validate.EntityFindings;

/** An entity of a tenant, by name. */
record Place(String entity, String tenant) {

  static Place of(PlannedPartition partition) {
    return new Place(partition.entity().name(), partition.tenant().name());
  }

  static Place of(EntityFindings findings) {
    return new Place(findings.entity(), findings.tenant());
  }
}
