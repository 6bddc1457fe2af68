package io.tributary.copy;

import io.tributary.batch.Batch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * COPY into staging tables, then merge on the primary key, parents first. What changed rows do not
 * have any more goes before.
 *
 * <p>What was sent stays staged until the batch ends. So rows of one batch that have the same
 * primary key are found, though a merge alone would let the later one overwrite the earlier.
 */
final class StagedSender implements SliceSender {

  private static final String CARDINALITY_VIOLATION = "21000";

  private final Connection connection;
  private final Batch batch;
  private final List<StagedTable> tables;
  private final StaleRows stale;

  private record StagedTable(TableSlices slices, StagingTable staging) {}

  private StagedSender(
      Connection connection, Batch batch, List<StagedTable> tables, StaleRows stale) {
    this.connection = connection;
    this.batch = batch;
    this.tables = tables;
    this.stale = stale;
  }

  /**
   * Makes the staging tables ready.
   *
   * @param stale deletes what changed rows do not have any more
   * @throws io.tributary.fault.MigrationException if a table has no primary key to merge on
   */
  static StagedSender prepare(
      Connection connection,
      Batch batch,
      List<TableSlices> tables,
      LoadOptions options,
      StaleRows stale)
      throws SQLException {
    List<StagedTable> staged = new ArrayList<>();
    for (TableSlices slices : tables) {
      StagingTable staging =
          StagingTable.prepare(
              connection, slices.table(), slices.columns(), options.tenantColumn());
      staged.add(new StagedTable(slices, staging));
    }
    return new StagedSender(connection, batch, staged, stale);
  }

  @Override
  public BitSet send(int from, int to) throws SQLException {
    for (StagedTable table : tables) {
      stage(table, from, to);
    }
    stale.delete(connection, from, to);
    BitSet updated = new BitSet();
    for (StagedTable table : tables) {
      long sent = table.slices.targetRows(from, to);
      if (sent > 0) {
        table.slices.checkCount("merged", sent, table.staging.merge(connection, from, updated));
      }
    }
    for (int row = from; row < to; row++) {
      if (batch.isKnown(row)) {
        updated.set(row);
      }
    }
    return updated;
  }

  @Override
  public boolean merges() {
    return true;
  }

  private void stage(StagedTable table, int from, int to) throws SQLException {
    long sent = table.slices.targetRows(from, to);
    if (sent == 0) {
      return;
    }
    table.staging.fill(connection, table.slices, from, to);
    if (from > 0 && table.staging.hasEarlierTwin(connection, from)) {
      throw new SQLException(
          "another row of the batch has the same primary key", CARDINALITY_VIOLATION);
    }
  }
}
