package io.tributary.ledger;

import io.tributary.batch.Reason;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which dead letters of a ledger are wanted.
 *
 * @param identities of these entities, by their lasting names; empty for all
 * @param tenants of these tenants; empty for all
 * @param statuses that stand like this, at least one
 * @param reason for this reason; empty for any
 */
public record LetterSearch(
    Optional<Set<String>> identities,
    Optional<Set<UUID>> tenants,
    Set<LetterStatus> statuses,
    Optional<Reason> reason) {}
