package io.tributary.mapping;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the UUIDs of rows that were referred to lately: many rows refer to few parents, and
 * deriving a UUID costs more than looking it up.
 *
 * <p>A key has one place, and takes it over from another that had it. So the memory is bounded (a
 * few megabytes for the whole process), and whatever is found is right. Thread-safe without a lock:
 * what stands in a place is immutable, and a thread that sees an old one derives the UUID again.
 */
final class ParentIds {

  private static final int PLACES = 1 << 16;

  private final @Nullable Known[] places = new Known[PLACES];

  /** The UUID of a row. */
  private record Known(UUID tenant, String identity, long key, UUID uuid) {}

  /**
   * The UUID of a tenant's row, if it is remembered.
   *
   * @param identity the entity's stable name
   * @return null if it is not
   */
  @Nullable UUID find(UUID tenant, String identity, long key) {
    Known known = places[place(tenant, identity, key)];
    boolean same =
        known != null
            && known.key == key
            && known.tenant.equals(tenant)
            && known.identity.equals(identity);
    return same ? known.uuid : null;
  }

  /** Remembers the UUID of a tenant's row for a while. */
  void keep(UUID tenant, String identity, long key, UUID uuid) {
    places[place(tenant, identity, key)] = new Known(tenant, identity, key, uuid);
  }

  /** Keys that follow each other have places that do. */
  private static int place(UUID tenant, String identity, long key) {
    int start = (31 * tenant.hashCode() + identity.hashCode()) * 0x9E3779B9;
    return (start + Long.hashCode(key)) & (PLACES - 1);
  }
}
