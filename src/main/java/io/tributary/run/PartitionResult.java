package io.tributary.run;

import io.tributary.batch.Accounting;
import io.tributary.fault.TributaryException;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run did to one partition.
 *
 * @param entity the entity's name
 * @param tenant the tenant's name
 * @param status how it stands now
 * @param accounting of this run's batches alone
 * @param deadLetterReasons how many dead letters this run made for which column and reason
 * @param duration from its claim to its end, in this run
 * @param failure why it failed or was blocked
 * @param cause what was thrown, if it failed; its words may quote a row, so it is for the console
 *     of a person who asks for it, and for no log
 */
public record PartitionResult(
    String entity,
    String tenant,
    PartitionStatus status,
    Accounting accounting,
    SortedMap<String, Long> deadLetterReasons,
    Duration duration,
    Optional<String> failure,
    Optional<Throwable> cause) {

  /**
   * Together with what was done with the partition afterwards.
   *
   * @param replay whether rows were tried again that are dead letters here
   */
  PartitionResult followedBy(PartitionResult later, boolean replay) {
    SortedMap<String, Long> reasons = new TreeMap<>(deadLetterReasons);
    later.deadLetterReasons.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    return new PartitionResult(
        entity,
        tenant,
        status.isComplete() ? later.status : status,
        replay ? accounting.withReplay(later.accounting) : accounting.plus(later.accounting),
        Collections.unmodifiableSortedMap(reasons),
        duration.plus(later.duration),
        failure.or(() -> later.failure),
        cause.or(() -> later.cause));
  }

  /** As it is, unless what was done for its sake elsewhere did not go well. */
  PartitionResult onlyIfWentWell(PartitionResult elsewhere) {
    return new PartitionResult(
        entity,
        tenant,
        status.isComplete() && !elsewhere.status.isComplete() ? elsewhere.status : status,
        accounting,
        deadLetterReasons,
        duration,
        failure.or(() -> elsewhere.failure),
        cause.or(() -> elsewhere.cause));
  }

  /**
   * With rows that an earlier run read and left waiting for a parent: they are dead until tried.
   */
  PartitionResult withWaiting(long rows) {
    return new PartitionResult(
        entity,
        tenant,
        status,
        accounting.plus(new Accounting(rows, 0, 0, 0, 0, 0, rows)),
        deadLetterReasons,
        duration,
        failure,
        cause);
  }

  /** What a person reads of a failure; defects of Tributary show their class. */
  static String message(Throwable failure) {
    return failure instanceof TributaryException ? failure.getMessage() : failure.toString();
  }
}
