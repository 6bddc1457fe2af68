package io.tributary.validate;

import java.util.Optional;

/**
 * Rows of an entity and tenant that are not in the target, for the same reason, as the ledger had
 * them when the validation began.
 *
 * @param entity the entity's name
 * @param tenant the tenant's name
 * @param service the service that the entity belongs to
 * @param column the target column; empty where none is to blame
 * @param reason why, as the ledger names it
 * @param status whether they are open, wait for a parent, or were discarded
 * @param count how many, 1 or more
 */
public record DeadLetterCount(
    String entity,
    String tenant,
    String service,
    Optional<String> column,
    String reason,
    String status,
    long count) {}
