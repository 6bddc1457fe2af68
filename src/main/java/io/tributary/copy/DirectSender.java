package io.tributary.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;

/** COPY straight into the target tables, parents first. Everything it sends is new. */
final class DirectSender implements SliceSender {

  private final Connection connection;
  private final List<TableSlices> tables;

  DirectSender(Connection connection, List<TableSlices> tables) {
    this.connection = connection;
    this.tables = tables;
  }

  @Override
  public BitSet send(int from, int to) throws SQLException {
    for (TableSlices slices : tables) {
      long sent = slices.targetRows(from, to);
      if (sent > 0) {
        copy(slices, from, to, sent);
      }
    }
    return new BitSet();
  }

  @Override
  public boolean merges() {
    return false;
  }

  private void copy(TableSlices slices, int from, int to, long sent) throws SQLException {
    String sql =
        """
        COPY %s (%s) FROM STDIN (FORMAT binary)
        """
            .formatted(Quoted.table(slices.table()), Quoted.list(slices.columnNames()));
    try (CopyStream stream = CopyStream.open(connection, sql)) {
      slices.forEachRun(
          from,
          to,
          (rows, first, end) -> {
            int start = rows.start(first);
            stream.write(rows.buffer().array(), start, rows.end(end - 1) - start);
          });
      slices.checkCount("copied", sent, stream.finish());
    }
  }
}
