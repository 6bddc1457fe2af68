package io.tributary.run;

import io.tributary.batch.Accounting;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

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
 */
public record PartitionResult(
    String entity,
    String tenant,
    PartitionStatus status,
    Accounting accounting,
    SortedMap<String, Long> deadLetterReasons,
    Duration duration,
    Optional<String> failure) {}
