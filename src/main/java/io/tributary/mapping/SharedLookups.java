package io.tributary.mapping;

import io.tributary.batch.RowRefusedException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;

/**
 * Finds the UUID of a shared row by a tenant's own key of it: the tenant's lookup table is read
 * once, and each of its rows leads by its cleaned natural key to the one row that all tenants
 * share.
 *
 * <p>The tables of the last tenants used are kept, at most a given number; others are read again. A
 * read that fails is not kept. Thread-safe; two threads that want one table wait for one read.
 */
public final class SharedLookups {

  /** A lookup has few rows; a table with more is no lookup, and would not fit in memory. */
  static final int MOST_ROWS = 1_000_000;

  private final LookupSource source;
  private final UuidDerivation uuids;
  private final Map<TableKey, RunnableFuture<Map<String, UUID>>> tables;

  private record TableKey(UUID tenant, String parent) {}

  /**
   * Reads from a source as needed.
   *
   * @param mostTables how many tables (one a tenant and entity) are kept at most, 1 or more
   */
  public SharedLookups(LookupSource source, UuidDerivation uuids, int mostTables) {
    this.source = source;
    this.uuids = uuids;
    this.tables =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(
              Map.Entry<TableKey, RunnableFuture<Map<String, UUID>>> eldest) {
            return size() > mostTables;
          }
        };
  }

  /** The shared rows' UUIDs by the canonical text of this tenant's keys. Immutable. */
  Map<String, UUID> table(Tenant tenant, Entity parent) {
    TableKey key = new TableKey(tenant.id(), parent.name());
    RunnableFuture<Map<String, UUID>> table;
    synchronized (tables) {
      table = tables.computeIfAbsent(key, k -> new FutureTask<>(() -> load(tenant, parent)));
    }
    table.run(); // Does nothing if it ran before; waits for nobody, get() does.
    try {
      return table.get();
    } catch (java.util.concurrent.ExecutionException e) {
      forget(key, table);
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationException(
          problem(tenant, parent, "interrupted while the lookup was read"), e);
    }
  }

  private void forget(TableKey key, RunnableFuture<Map<String, UUID>> failed) {
    synchronized (tables) {
      tables.remove(key, failed);
    }
  }

  private Map<String, UUID> load(Tenant tenant, Entity parent) {
    NaturalKey naturalKey = NaturalKey.of(parent);
    int keyParts = parent.legacy().key().size();
    List<String> columns = new ArrayList<>(parent.legacy().key());
    columns.addAll(naturalKey.columns());
    List<Object[]> rows = source.read(tenant, parent, columns);
    if (rows.size() > MOST_ROWS) {
      throw new MigrationException(
          problem(tenant, parent, "has " + rows.size() + " rows, too many for a shared lookup"),
          null);
    }
    Map<String, UUID> byKey = new HashMap<>();
    for (Object[] row : rows) {
      add(byKey, tenant, parent, naturalKey, row, keyParts);
    }
    return Map.copyOf(byKey);
  }

  private void add(
      Map<String, UUID> byKey,
      Tenant tenant,
      Entity parent,
      NaturalKey naturalKey,
      Object[] row,
      int keyParts) {
    UUID uuid;
    String key;
    try {
      CanonicalKey natural = naturalKey.clean(Arrays.copyOfRange(row, keyParts, row.length));
      uuid = uuids.sharedRow(parent.identity(), natural);
      key = CanonicalKey.of(Arrays.copyOf(row, keyParts)).text();
    } catch (RowRefusedException e) {
      // This row is a dead letter of its own entity; what refers to it misses its parent.
      return;
    }
    UUID other = byKey.put(key, uuid);
    if (other != null && !other.equals(uuid)) {
      throw new MigrationException(
          problem(tenant, parent, "has two rows with one key, so its key does not identify"), null);
    }
  }

  private static Problem problem(Tenant tenant, Entity parent, String message) {
    return new Problem(
        MappingCode.LOOKUP_UNUSABLE,
        parent.name() + "/" + tenant.name(),
        message,
        "a shared lookup is a small table with a key; else use scope: tenant");
  }
}
