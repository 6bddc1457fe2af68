package io.tributary.validate;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which of some UUIDs legacy leads to now, by every key that it has.
 *
 * @param all the UUIDs that any legacy row may become, in any table, of whichever entity or tenant;
 *     and those of which it cannot be told
 * @param keys of these, the UUIDs of legacy rows of the one entity and tenant that was asked about,
 *     with their canonical keys
 */
public record LegacyLeads(Set<UUID> all, Map<UUID, String> keys) {

  /** Immutable. */
  public LegacyLeads {
    all = Set.copyOf(all);
    keys = Map.copyOf(keys);
  }

  /** Whether a legacy row may lead to a UUID. */
  boolean mayLeadTo(UUID id) {
    return all.contains(id);
  }
}
