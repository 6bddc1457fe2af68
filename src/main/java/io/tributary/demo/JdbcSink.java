package io.tributary.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Inserts rows in JDBC batches, a prepared statement a table. Not thread-safe. */
final class JdbcSink implements RowSink, AutoCloseable {

  private static final int BATCH_ROWS = 1_000;

  private final Connection connection;
  private final Map<LegacyTable, Insert> inserts = new EnumMap<>(LegacyTable.class);

  /** Inserts over that connection, which must not commit by itself and stays open. */
  JdbcSink(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void insert(LegacyRow row) throws SQLException {
    Insert insert = inserts.get(row.table());
    if (insert == null) {
      insert = prepare(row);
      inserts.put(row.table(), insert);
    }
    insert.add(row);
  }

  /** Sends what is left and commits. */
  void finish() throws SQLException {
    for (Insert insert : inserts.values()) {
      insert.flush();
    }
  }

  /** Closes the statements; rows that were not sent are forgotten. */
  @Override
  public void close() throws SQLException {
    for (Insert insert : inserts.values()) {
      insert.statement.close();
    }
  }

  private Insert prepare(LegacyRow first) throws SQLException {
    String columns = first.columns().stream().collect(Collectors.joining("], [", "[", "]"));
    String marks = String.join(", ", Collections.nCopies(first.columns().size(), "?"));
    String sql =
        "INSERT INTO [dbo].[%s] (%s) VALUES (%s)".formatted(first.table().table(), columns, marks);
    return new Insert(connection.prepareStatement(sql), List.copyOf(first.columns()));
  }

  private final class Insert {

    private final PreparedStatement statement;
    private final List<String> columns;
    private int pending;

    private Insert(PreparedStatement statement, List<String> columns) {
      this.statement = statement;
      this.columns = columns;
    }

    private void add(LegacyRow row) throws SQLException {
      if (!columns.equals(row.columns())) {
        throw new IllegalArgumentException(
            row.table().table() + " takes " + columns + ", not " + row.columns());
      }
      for (int i = 0; i < columns.size(); i++) {
        statement.setObject(i + 1, row.values().get(i));
      }
      statement.addBatch();
      if (++pending == BATCH_ROWS) {
        flush();
      }
    }

    private void flush() throws SQLException {
      statement.executeBatch();
      connection.commit();
      pending = 0;
    }
  }
}
