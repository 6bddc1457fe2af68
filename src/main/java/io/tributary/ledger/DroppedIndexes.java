package io.tributary.ledger;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Non-unique indexes of target tables that are dropped before a first load and rebuilt after it.
 *
 * <p>What an index was is saved by the transaction that drops it, and only if it could be created
 * from what was saved; its row is marked by the transaction that rebuilds it. So each index is
 * there, or the ledger knows how to make it.
 *
 * <p>Thread-safe. Every method throws {@link MigrationException} if the database fails.
 */
public final class DroppedIndexes {

  private static final Logger LOG = LoggerFactory.getLogger(DroppedIndexes.class);

  /** Whoever else wants the table waits behind this lock, so it is not waited for any longer. */
  private static final Duration DROP_PATIENCE = Duration.ofSeconds(3);

  private static final Duration IN_USE_PATIENCE = Duration.ofSeconds(1);

  /** Tried several times, so that those who write to the table get their turn in between. */
  private static final Duration REBUILD_PATIENCE = Duration.ofMinutes(1);

  private final String serviceName;
  private final Transactions transactions;
  private final Holders holders;
  private final Duration lease;

  DroppedIndexes(String serviceName, Transactions transactions, Holders holders, Duration lease) {
    this.serviceName = serviceName;
    this.transactions = transactions;
    this.holders = holders;
    this.lease = lease;
  }

  /**
   * What {@link #drop} would do as things stand, for all these tables together; writes and locks
   * nothing.
   *
   * @return has each of the tables
   */
  public Map<IndexedTable, IndexDrop> preview(UUID runId, Collection<IndexedTable> tables) {
    IndexForecast forecast =
        transactions.own(connection -> IndexForecast.of(connection, holders, runId, tables));
    return tables.stream().collect(Collectors.toMap(table -> table, forecast::drop, (a, b) -> a));
  }

  /**
   * Drops the table's indexes that a load can do without, if the table is empty for all tenants and
   * no other living run works on what fills it. They are kept if the table is in use.
   *
   * @param runId the run that drops them, and rebuilds them at its end
   */
  public IndexDrop drop(UUID runId, IndexedTable table) {
    // Asked first, so that nobody has to wait for the lock on a table that is to stay as it is.
    IndexDrop foreseen =
        preview(runId, List.of(table)).getOrDefault(table, new IndexDrop.Nothing());
    if (!(foreseen instanceof IndexDrop.Dropped)) {
      return foreseen;
    }
    try {
      return transactions.onceWithin(DROP_PATIENCE, c -> lockAndDrop(c, runId, table));
    } catch (MigrationException e) {
      if (!Transactions.isLockTimeout(e)) {
        throw e;
      }
      return new IndexDrop.Kept(
          "the table is in use, its lock was not to be had in " + DROP_PATIENCE.toSeconds() + " s");
    }
  }

  private IndexDrop lockAndDrop(Connection connection, UUID runId, IndexedTable table)
      throws SQLException {
    String lock = "LOCK TABLE %I.%I IN ACCESS EXCLUSIVE MODE";
    Ddl.execute(connection, Ddl.formatted(connection, lock, table.schema(), table.name()));
    IndexForecast forecast = IndexForecast.of(connection, holders, runId, List.of(table));
    if (!(forecast.drop(table) instanceof IndexDrop.Dropped)) {
      return forecast.drop(table);
    }
    List<String> dropped = new ArrayList<>();
    for (IndexDefinition index : forecast.indexes(table)) {
      if (saveAndDrop(connection, runId, index)) {
        dropped.add(index.name());
      }
    }
    return dropped.isEmpty() ? new IndexDrop.Nothing() : new IndexDrop.Dropped(dropped);
  }

  /** Whether the index is gone: it stays if it could not be created from what is saved of it. */
  private boolean saveAndDrop(Connection connection, UUID runId, IndexDefinition index)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      IndexRows.insert(connection, runId, index);
      index.drop(connection);
      index.create(connection);
      boolean same = IndexCatalog.placeOf(connection, index) == IndexCatalog.Place.THERE;
      if (same) {
        index.drop(connection);
        connection.releaseSavepoint(before);
        return true;
      }
      connection.rollback(before);
      logKept(index, "its definition, carried out, makes another index");
    } catch (SQLException e) {
      connection.rollback(before);
      logKept(index, "SQLSTATE " + e.getSQLState());
    }
    return false;
  }

  private void logKept(IndexDefinition index, String why) {
    LOG.atWarn()
        .addKeyValue("event", "index-kept")
        .addKeyValue("service", serviceName)
        .addKeyValue("table", index.schema() + "." + index.table())
        .addKeyValue("index", index.name())
        .addKeyValue("why", why)
        .log("an index is not dropped, since it could not be created again");
  }

  /** The indexes that are missing, in the order in which they were dropped. */
  public List<DroppedIndex> missing() {
    return transactions.own(
        connection ->
            IndexRows.exist(connection) ? IndexRows.missing(connection, lease) : List.of());
  }

  /**
   * Rebuilds a missing index, however long that takes. Two processes cannot do so at once; done
   * twice, the second time changes nothing.
   *
   * @return false if it is rebuilt already, or another process is about it
   * @throws MigrationException if it cannot be rebuilt; it stays in the ledger
   */
  public boolean rebuild(DroppedIndex index) {
    return named(
        index,
        () -> transactions.own(c -> IndexBuild.carryOut(c, index.number(), REBUILD_PATIENCE)));
  }

  /** As {@link #rebuild}, but fails soon where somebody else uses the table. */
  public boolean rebuildUnlessInUse(DroppedIndex index) {
    return named(
        index,
        () -> transactions.once(c -> IndexBuild.carryOut(c, index.number(), IN_USE_PATIENCE)));
  }

  private boolean named(DroppedIndex index, BooleanSupplier build) {
    try {
      return build.getAsBoolean();
    } catch (MigrationException e) {
      throw new MigrationException(notRebuilt(index, e.problems().get(0).message()), e);
    }
  }

  private Problem notRebuilt(DroppedIndex index, String why) {
    return new Problem(
        LedgerCode.INDEX_NOT_REBUILT,
        "service " + serviceName,
        "index %s of table %s.%s could not be rebuilt: %s"
            .formatted(index.name(), index.schema(), index.table(), why),
        "Its definition is in migration.dropped_index, and the next run tries again. Mend the"
            + " cause, or delete its row there if nobody wants it any more.");
  }
}
