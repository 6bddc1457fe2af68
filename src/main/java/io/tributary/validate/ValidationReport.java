package io.tributary.validate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

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
 * @param overall what was looked at over all of these together
 * @param leftOut what the manifest has besides, and nobody asked for
 * @param deadLetters the rows of these that are not in the target, by reason
 * @param stopped whether it was told to stop while it looked at all of these together
 */
public record ValidationReport(
    UUID runId,
    String manifest,
    String fingerprint,
    String toolVersion,
    Instant startedAt,
    Instant endedAt,
    ValidationOptions options,
    List<EntityFindings> entities,
    List<Check> overall,
    LeftOut leftOut,
    List<DeadLetterCount> deadLetters,
    boolean stopped) {

  /** In place of the name of an entity, a tenant or a service, what is about all of them. */
  public static final String ALL = "(all)";

  /** Immutable lists. */
  public ValidationReport {
    entities = List.copyOf(entities);
    overall = List.copyOf(overall);
    deadLetters = List.copyOf(deadLetters);
  }

  /** What it comes to; a validation of nothing proves nothing. */
  public Verdict verdict() {
    return everything().stream()
        .map(EntityFindings::verdict)
        .reduce(entities.isEmpty() ? Verdict.INCOMPLETE : Verdict.PROVEN, Verdict::and);
  }

  /** Whether it looked at everything that it was to look at, and was not broken off before. */
  public boolean isThrough() {
    return !stopped && entities.stream().allMatch(one -> one.failure().isEmpty());
  }

  /** How many differences there are. */
  public long differenceCount() {
    return everything().stream().mapToLong(EntityFindings::differenceCount).sum();
  }

  /**
   * The entities and tenants, and, if there is something to tell of all of them together, that as
   * one more, whose names are {@link #ALL}.
   */
  public List<EntityFindings> everything() {
    if (overall.isEmpty()) {
      return entities;
    }
    Duration duration = overall.stream().map(Check::duration).reduce(Duration.ZERO, Duration::plus);
    EntityFindings all =
        new EntityFindings(ALL, ALL, ALL, Optional.empty(), overall, 0, duration, Optional.empty());
    return Stream.concat(entities.stream(), Stream.of(all)).toList();
  }

  /** The counts of each service that was looked at. */
  public List<ServiceTotals> services() {
    return ServiceTotals.of(entities);
  }
}
