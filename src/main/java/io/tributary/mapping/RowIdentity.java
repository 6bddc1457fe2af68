package io.tributary.mapping;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Scope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What identifies the rows of an entity: the legacy key within a tenant, or, for shared rows, the
 * natural key over all tenants. Immutable.
 */
final class RowIdentity {

  private final UuidDerivation uuids;
  private final String identity;
  private final int[] keyColumns;
  private final int[] naturalColumns;
  private final @Nullable NaturalKey naturalKey;

  RowIdentity(UuidDerivation uuids, Entity entity, int[] keyColumns, int[] naturalColumns) {
    this.uuids = uuids;
    this.identity = entity.identity();
    this.keyColumns = keyColumns;
    this.naturalColumns = naturalColumns;
    this.naturalKey = entity.scope() == Scope.SHARED ? NaturalKey.of(entity) : null;
  }

  /** The key that the row's UUIDs follow from. */
  CanonicalKey key(Object[] values) {
    if (naturalKey != null) {
      return naturalKey.clean(pick(values, naturalColumns));
    }
    return canonical(values);
  }

  private CanonicalKey canonical(Object[] values) {
    return keyColumns.length == 1 && values[keyColumns[0]] instanceof Long key
        ? CanonicalKey.of(key.longValue())
        : CanonicalKey.of(pick(values, keyColumns));
  }

  /** The legacy key, given the one of {@link #key}. */
  CanonicalKey legacyKey(Object[] values, CanonicalKey key) {
    return naturalKey == null ? key : canonical(values);
  }

  UUID self(UUID tenant, CanonicalKey key) {
    return naturalKey == null ? uuids.row(tenant, identity, key) : uuids.sharedRow(identity, key);
  }

  UUID split(UUID tenant, CanonicalKey key, String table, String part) {
    return naturalKey == null
        ? uuids.splitRow(tenant, identity, key, table, part)
        : uuids.sharedSplitRow(identity, key, table, part);
  }

  private static Object[] pick(Object[] values, int[] columns) {
    Object[] picked = new Object[columns.length];
    for (int i = 0; i < columns.length; i++) {
      picked[i] = values[columns[i]];
    }
    return picked;
  }
}
