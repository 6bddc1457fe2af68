package io.tributary.ledger;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.util.SortedMap;
import java.util.UUID;

/** What a run asks for when it claims a partition. */
record ClaimRequest(
    UUID runId,
    Entity entity,
    Tenant tenant,
    int range,
    String fingerprint,
    SortedMap<String, String> fingerprintParts) {

  String displayName() {
    return entity.name() + "/" + tenant.name();
  }
}
