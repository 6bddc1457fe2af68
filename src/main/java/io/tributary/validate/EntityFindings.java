package io.tributary.validate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a validation found out about one entity of one tenant.
 *
 * @param entity the entity's name
 * @param tenant the tenant's name
 * @param service the service that the entity belongs to
 * @param counts its accounting; empty if it was not reached
 * @param checks in the order in which they were made
 * @param rows legacy rows that were mapped again and compared
 * @param duration how long all of it took
 * @param failure why it was broken off; empty if it was not
 */
public record EntityFindings(
    String entity,
    String tenant,
    String service,
    Optional<Counts> counts,
    List<Check> checks,
    long rows,
    Duration duration,
    Optional<String> failure) {

  /** An immutable list. */
  public EntityFindings {
    checks = List.copyOf(checks);
  }

  /** What it comes to. */
  public Verdict verdict() {
    boolean incomplete = failure.isPresent() || checks.isEmpty();
    return checks.stream()
        .map(check -> check.status().verdict())
        .reduce(incomplete ? Verdict.INCOMPLETE : Verdict.PROVEN, Verdict::and);
  }

  /** How many differences there are. */
  public long differenceCount() {
    return checks.stream().mapToLong(Check::differenceCount).sum();
  }

  /** Rows compared in a second; 0 if it took no time that could be measured. */
  public double rowsPerSecond() {
    return duration.isZero() ? 0 : rows * 1e9 / duration.toNanos();
  }
}
