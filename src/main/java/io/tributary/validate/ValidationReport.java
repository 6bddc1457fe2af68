package io.tributary.validate;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a validation found out, whole: what reports are written from.
 *
 * @param runId its id, in the control database and in logs
 * @param manifest the manifest's name
 * @param fingerprint of what the manifest says of the entities that were looked at
 * @param toolVersion the build of Tributary
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param options what it was to look at
 * @param entities every entity and tenant that was asked for, in the order of phases, entities and
 *     tenants
 */
public record ValidationReport(
    UUID runId,
    String manifest,
    String fingerprint,
    String toolVersion,
    Instant startedAt,
    Instant endedAt,
    ValidationOptions options,
    List<EntityFindings> entities) {

  /** An immutable list. */
  public ValidationReport {
    entities = List.copyOf(entities);
  }

  /** What it comes to; a validation of nothing proves nothing. */
  public Verdict verdict() {
    return entities.stream()
        .map(EntityFindings::verdict)
        .reduce(entities.isEmpty() ? Verdict.INCOMPLETE : Verdict.PROVEN, Verdict::and);
  }

  /** How many differences there are. */
  public long differenceCount() {
    return entities.stream().mapToLong(EntityFindings::differenceCount).sum();
  }
}
