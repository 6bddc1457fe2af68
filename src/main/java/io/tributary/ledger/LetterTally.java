package io.tributary.ledger;

import java.util.Optional;
import java.util.UUID;

/**
 * How many rows of an entity and tenant are dead letters for the same reason.
 *
 * @param identity the entity's lasting name
 * @param tenantId the tenant's id
 * @param column the target column; empty where none is to blame
 * @param reason why, as {@link io.tributary.batch.Reason} names it
 * @param status how they stand
 * @param count how many, 1 or more
 */
public record LetterTally(
    String identity,
    UUID tenantId,
    Optional<String> column,
    String reason,
    LetterStatus status,
    long count) {}
