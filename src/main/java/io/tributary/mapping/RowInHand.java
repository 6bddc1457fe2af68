package io.tributary.mapping;

import io.tributary.batch.DeferredReference;
import io.tributary.batch.RowChunk;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The legacy row that is being mapped, and what is known of it so far. One object serves all rows
 * of a chunk, one after the other, on one thread.
 */
final class RowInHand {

  private final Tenant tenant;
  private final RowIdentity identity;
  private final ZoneClock clock;
  private final boolean mayHaveBeenLoaded;
  private final List<DeferredReference> deferred = new ArrayList<>();
  private final Map<String, Map<String, UUID>> lookups = new HashMap<>();

  private RowChunk.@Nullable Row row;
  private Object[] values = {};
  private @Nullable CanonicalKey key;
  private @Nullable UUID self;
  private @Nullable String column;
  private String table = "";
  private @Nullable String part;
  private @Nullable UUID rowId;

  RowInHand(Tenant tenant, RowIdentity identity, ZoneClock clock, boolean mayHaveBeenLoaded) {
    this.tenant = tenant;
    this.identity = identity;
    this.clock = clock;
    this.mayHaveBeenLoaded = mayHaveBeenLoaded;
  }

  /** Takes up the next row. */
  void begin(RowChunk.Row next, Object[] nextValues) {
    row = next;
    values = nextValues;
    column = null;
    deferred.clear();
    key = null;
    self = null;
    CanonicalKey found = identity.key(nextValues);
    key = found;
    self = identity.self(tenant.id(), found);
  }

  /**
   * Begins one target row.
   *
   * @param rowTable the target table
   * @param rowPart what tells it from the legacy row's other rows; null if it is the legacy row's
   *     own row in the main table
   */
  void beginTargetRow(String rowTable, @Nullable String rowPart) {
    table = rowTable;
    part = rowPart;
    rowId = null;
  }

  /** Begins one column, for the dead letter's sake. */
  void beginColumn(String name) {
    column = name;
  }

  /** The target column that was begun last; null before the first. */
  @Nullable String column() {
    return column;
  }

  Tenant tenant() {
    return tenant;
  }

  /** Whether an earlier state of the legacy row may be in the target. */
  boolean mayHaveBeenLoaded() {
    return mayHaveBeenLoaded;
  }

  /** The tenant's zone. */
  ZoneClock clock() {
    return clock;
  }

  /** The row as beans see it. */
  RowChunk.Row row() {
    return present(row);
  }

  /** The value of a legacy column. */
  @Nullable Object value(int index) {
    return values[index];
  }

  /** The legacy key, canonically. */
  CanonicalKey legacyKey() {
    return identity.legacyKey(values, present(key));
  }

  /** The UUID of the legacy row. */
  UUID self() {
    return present(self);
  }

  /** The UUID of the target row that was begun last. */
  UUID rowId() {
    UUID known = rowId;
    if (known == null) {
      known = part == null ? self() : identity.split(tenant.id(), present(key), table, part);
      rowId = known;
    }
    return known;
  }

  /** Leaves a reference of the target row to the second pass. */
  void defer(String referenceColumn, UUID parentId) {
    deferred.add(new DeferredReference(row().index(), table, referenceColumn, rowId(), parentId));
  }

  /** The references left to the second pass. */
  List<DeferredReference> deferred() {
    return deferred;
  }

  /** The tenant's table of a shared lookup, fetched once a chunk. */
  Map<String, UUID> lookup(SharedLookups shared, Entity parent) {
    return lookups.computeIfAbsent(parent.name(), name -> shared.table(tenant, parent));
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("no row was begun");
    }
    return value;
  }
}
