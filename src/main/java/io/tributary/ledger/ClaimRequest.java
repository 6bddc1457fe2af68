package io.tributary.ledger;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * What a run asks for when it claims a partition.
 *
 * @param runId the run
 * @param entity the partition's entity
 * @param tenant the partition's tenant
 * @param range the key range; 0 for the first, which a partition that is whole has alone
 * @param fingerprint of everything that decides what a row becomes
 * @param fingerprintParts what the fingerprint is made of, to say what changed
 * @param purpose what is to be done with it
 * @param acceptedChanges why a changed fingerprint is to be accepted, in the operator's words;
 *     empty to refuse it
 * @param knownPass the pass that a refresh is to follow: a partition that is complete in a later
 *     one was refreshed meanwhile
 */
public record ClaimRequest(
    UUID runId,
    Entity entity,
    Tenant tenant,
    int range,
    String fingerprint,
    SortedMap<String, String> fingerprintParts,
    Purpose purpose,
    Optional<String> acceptedChanges,
    int knownPass) {

  /** A request that begins no pass. */
  public ClaimRequest(
      UUID runId,
      Entity entity,
      Tenant tenant,
      int range,
      String fingerprint,
      SortedMap<String, String> fingerprintParts,
      Purpose purpose,
      Optional<String> acceptedChanges) {
    this(runId, entity, tenant, range, fingerprint, fingerprintParts, purpose, acceptedChanges, 0);
  }

  /** What a partition is claimed for. */
  public enum Purpose {
    /** To load its next rows; refused where the fingerprint has changed. */
    LOAD,
    /**
     * To go through it once more, if it is complete: a changed fingerprint is then accepted, unless
     * rows that are there would not be found again. Otherwise to load its next rows.
     */
    REFRESH,
    /** To bring in rows late; refused as loading is, and the partition stands as it stood. */
    LATE_ROWS,
    /** To try dead letters again, with today's mapping; the partition stands as it stood. */
    REPLAY,
    /** To take batches back; the partition stands as it stood until one is taken back. */
    ROLLBACK
  }

  String displayName() {
    return entity.name() + "/" + tenant.name();
  }
}
