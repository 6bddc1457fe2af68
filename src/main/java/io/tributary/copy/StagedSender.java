package io.tributary.copy;

import io.tributary.batch.Batch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;

/**
 * COPY into staging tables, then merge on the primary key, parents first.
 *
 * <p>What was sent stays staged until the batch ends. So rows of one batch that have the same
 * primary key are found, though a merge alone would let the later one overwrite the earlier.
 */
final class StagedSender implements SliceSender {

  private static final String CARDINALITY_VIOLATION = "21000";

  private final Connection connection;
  private final Batch batch;
  private final List<StagedTable> tables;

  private record StagedTable(TableSlices slices, StagingTable staging) {}

  private StagedSender(Connection connection, Batch batch, List<StagedTable> tables) {
    this.connection = connection;
    this.batch = batch;
    this.tables = tables;
  }

  /**
   * Makes the staging tables ready.
   *
   * @throws io.tributary.fault.MigrationException if a table has no primary key to merge on
   */
  static StagedSender prepare(
      Connection connection, Batch batch, List<TableSlices> tables, LoadOptions options)
      throws SQLException {
    List<StagedTable> staged =
        tables.stream()
            .map(
                slices ->
                    new StagedTable(
                        slices,
                        StagingTable.of(slices.table(), slices.columns(), options.tenantColumn())))
            .toList();
    for (StagedTable table : staged) {
      table.staging.createEmpty(connection);
    }
    return new StagedSender(connection, batch, staged);
  }

  @Override
  public BitSet send(int from, int to) throws SQLException {
    for (StagedTable table : tables) {
      stage(table, from, to);
    }
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
    try (CopyStream stream = CopyStream.open(connection, table.staging.copySql())) {
      table.slices.forEachRun(
          from,
          to,
          (rows, first, end) -> {
            for (int i = first; i < end; i++) {
              writeSlice(rows, i, stream);
            }
          });
      table.slices.checkCount("staged", sent, stream.finish());
    }
    if (from > 0 && table.staging.hasEarlierTwin(connection, from)) {
      throw new SQLException(
          "another row of the batch has the same primary key", CARDINALITY_VIOLATION);
    }
  }

  /** Puts the legacy row's number before the fields of each of the slice's target rows. */
  private static void writeSlice(TableRows rows, int slice, CopyStream stream) throws SQLException {
    byte[] bytes = rows.buffer().array();
    int at = rows.start(slice);
    int end = rows.end(slice);
    while (at < end) {
      int next = rows.targetRows(slice) == 1 ? end : endOfRow(bytes, at);
      int fieldsAt = at + Short.BYTES;
      CopyBuffer out = stream.gathered();
      out.putShort(rows.columns().size() + 1);
      out.putInt(Integer.BYTES);
      out.putInt(rows.legacyRow(slice));
      out.putBytes(bytes, fieldsAt, next - fieldsAt);
      stream.sendFullBlock();
      at = next;
    }
  }

  private static int endOfRow(byte[] bytes, int start) {
    int fields = (bytes[start] & 0xFF) << 8 | (bytes[start + 1] & 0xFF);
    int at = start + Short.BYTES;
    for (int i = 0; i < fields; i++) {
      at += Integer.BYTES + Math.max(0, intAt(bytes, at));
    }
    return at;
  }

  private static int intAt(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }
}
