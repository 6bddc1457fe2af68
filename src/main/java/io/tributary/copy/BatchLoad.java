package io.tributary.copy;

import io.tributary.batch.Batch;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowOutcome;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads one batch inside the transaction that is open on a connection. How it goes:
 *
 * <ol>
 *   <li>Rows that the ledger found unchanged, and those filtered or refused before, are passed
 *       over. What is left is <em>pending</em>.
 *   <li>Deferred constraints are made immediate: at COMMIT it would be too late to tell whose row
 *       broke one.
 *   <li>A claim of mode DIRECT copies straight into the target tables, parents first ({@link
 *       DirectSender}). If a primary key turns out to be taken, all of that is taken back and the
 *       batch is merged instead.
 *   <li>A claim of mode MERGE, and any batch with a table whose row-level security binds the role
 *       (PostgreSQL then refuses COPY), goes by staging tables ({@link StagedSender}).
 *   <li>Either way a row that PostgreSQL refuses costs itself alone ({@link Isolation}).
 *   <li>Only when all that has worked is the batch told its rows' outcomes.
 * </ol>
 *
 * <p>An error that concerns the whole batch comes out as it was thrown; the transaction is then to
 * be rolled back, by whoever opened it.
 */
final class BatchLoad {

  private static final Logger LOG = LoggerFactory.getLogger(BatchLoad.class);

  private final Connection connection;
  private final Batch batch;
  private final LoadOptions options;
  private final BitSet pending;
  private final List<TableSlices> tables;
  private final Refusals refusals;
  private final StaleRows stale;

  /** A load of that payload in the transaction of that connection; for one {@link #run}. */
  BatchLoad(Connection connection, CopyPayload payload, LoadOptions options) {
    this.connection = connection;
    this.batch = payload.batch();
    this.options = options;
    this.pending = pending(batch);
    this.tables =
        payload.tables().stream()
            .filter(chunks -> !chunks.isEmpty())
            .map(chunks -> new TableSlices(chunks, pending))
            .toList();
    this.stale = new StaleRows(batch, tables);
    Set<String> columns =
        tables.stream().flatMap(t -> t.columnNames().stream()).collect(Collectors.toSet());
    this.refusals = new Refusals(connection, columns);
  }

  private static BitSet pending(Batch batch) {
    BitSet pending = new BitSet(batch.size());
    for (int row = 0; row < batch.size(); row++) {
      pending.set(row, batch.outcome(row) == RowOutcome.MAPPED);
    }
    return pending;
  }

  /** Loads the batch and settles its pending rows. */
  void run() throws SQLException {
    if (pending.isEmpty()) {
      return;
    }
    DriftGuard.requireSame(connection, tables.stream().map(TableSlices::table).toList());
    makeConstraintsImmediate();
    if (options.tenantSetting().isPresent()) {
      setTenant(options.tenantSetting().get());
    }
    switch (mode()) {
      case DIRECT -> loadDirect();
      case MERGE -> loadMerged();
      case UPSERT -> throw upsertByCopy();
    }
  }

  private LoadMode mode() {
    LoadMode claimed = batch.mode();
    boolean copyRefused = tables.stream().anyMatch(t -> t.table().rowSecurityBinds());
    return claimed == LoadMode.DIRECT && copyRefused ? LoadMode.MERGE : claimed;
  }

  private void loadDirect() throws SQLException {
    Savepoint beforeBatch = connection.setSavepoint();
    try {
      load(new DirectSender(connection, tables));
      connection.releaseSavepoint(beforeBatch);
    } catch (PrimaryKeyTakenException taken) {
      connection.rollback(beforeBatch);
      connection.releaseSavepoint(beforeBatch);
      LOG.atInfo()
          .addKeyValue("batch", batch.batchId())
          .addKeyValue("entity", batch.claim().entity().name())
          .addKeyValue("tenant", batch.claim().tenant().name())
          .log("primary-key-taken: batch is merged");
      loadMerged();
    }
  }

  private void loadMerged() throws SQLException {
    try {
      load(StagedSender.prepare(connection, batch, tables, options, stale));
    } catch (PrimaryKeyTakenException e) {
      throw new IllegalStateException("a merge has no use for that", e);
    }
  }

  private void load(SliceSender sender) throws SQLException, PrimaryKeyTakenException {
    new Isolation(connection, sender, tables, stale, refusals, pending).load().settle(batch);
  }

  private void makeConstraintsImmediate() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
    }
  }

  private void setTenant(String setting) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT set_config(?, ?, true)")) {
      statement.setString(1, setting);
      statement.setString(2, batch.claim().tenant().id().toString());
      statement.execute();
    }
  }

  private InvalidInputException upsertByCopy() {
    return new InvalidInputException(
        new Problem(
            CopyCode.UPSERT_BY_COPY,
            batch.claim().displayName(),
            "this entity is loaded row by row (load: upsert), not by pgcopy:",
            "send it to the upsert route, or take load: upsert out of the manifest"));
  }
}
