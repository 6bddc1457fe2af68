package io.tributary.profile;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What legacy holds.
 *
 * @param runId the dry run's id, as in logs
 * @param manifest the manifest's name
 * @param toolVersion the build
 * @param startedAt when it began
 * @param endedAt when it was through
 * @param entities a profile for each entity and tenant, in the order of the plan
 */
public record ProfileReport(
    UUID runId,
    String manifest,
    String toolVersion,
    Instant startedAt,
    Instant endedAt,
    List<EntityProfile> entities) {

  /** Whether rows would not be migrated. */
  public boolean hasBadRows() {
    return entities.stream().anyMatch(EntityProfile::hasBadRows);
  }

  /** Whether something could not be looked at. */
  public boolean isIncomplete() {
    return entities.stream().anyMatch(entity -> entity.failure().isPresent());
  }
}
