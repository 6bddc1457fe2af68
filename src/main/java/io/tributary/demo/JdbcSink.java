package io.tributary.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Inserts rows in JDBC batches, a prepared statement a table. Not thread-safe. */
final class JdbcSink implements RowSink, AutoCloseable {

  private static final int BATCH_ROWS = 1_000;

  private final Connection connection;

  /** In lower case. */
  private final Set<String> withIdentity;

  private final Map<LegacyTable, Insert> inserts = new EnumMap<>(LegacyTable.class);

  /** Inserts over that connection, which must not commit by itself and stays open. */
  JdbcSink(Connection connection) throws SQLException {
    this.connection = connection;
    this.withIdentity = withIdentity(connection);
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
    int[] types = types(first.table(), columns);
    return new Insert(
        first.table(), connection.prepareStatement(sql), List.copyOf(first.columns()), types);
  }

  /** By JDBC: a NULL without a type would be text, which does not go into every column. */
  private int[] types(LegacyTable table, String columns) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none =
            statement.executeQuery(
                "SELECT %s FROM [dbo].[%s] WHERE 1 = 0".formatted(columns, table.table()))) {
      ResultSetMetaData described = none.getMetaData();
      int[] types = new int[described.getColumnCount()];
      for (int i = 0; i < types.length; i++) {
        types[i] = described.getColumnType(i + 1);
      }
      return types;
    }
  }

  /**
   * SQL Server takes keys for an IDENTITY column of one table at a time, and only when told to; H2
   * takes them always.
   */
  private void takeKeys(LegacyTable table, boolean on) throws SQLException {
    if (withIdentity.contains(table.table().toLowerCase(Locale.ROOT))) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "SET IDENTITY_INSERT [dbo].[%s] %s".formatted(table.table(), on ? "ON" : "OFF"));
      }
    }
  }

  private static Set<String> withIdentity(Connection connection) throws SQLException {
    Set<String> tables = new HashSet<>();
    if (connection.getMetaData().getURL().startsWith("jdbc:sqlserver:")) {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT OBJECT_NAME(object_id) FROM sys.columns WHERE is_identity = 1")) {
        while (rows.next()) {
          tables.add(rows.getString(1).toLowerCase(Locale.ROOT));
        }
      }
    }
    return tables;
  }

  private final class Insert {

    private final LegacyTable table;
    private final PreparedStatement statement;
    private final List<String> columns;
    private final int[] types;
    private int pending;

    private Insert(
        LegacyTable table, PreparedStatement statement, List<String> columns, int[] types) {
      this.table = table;
      this.statement = statement;
      this.columns = columns;
      this.types = types;
    }

    private void add(LegacyRow row) throws SQLException {
      if (!columns.equals(row.columns())) {
        throw new IllegalArgumentException(
            row.table().table() + " takes " + columns + ", not " + row.columns());
      }
      for (int i = 0; i < columns.size(); i++) {
        Object value = row.values().get(i);
        if (value == null) {
          statement.setNull(i + 1, types[i]);
        } else {
          statement.setObject(i + 1, value);
        }
      }
      statement.addBatch();
      if (++pending == BATCH_ROWS) {
        flush();
      }
    }

    private void flush() throws SQLException {
      takeKeys(table, true);
      statement.executeBatch();
      takeKeys(table, false);
      connection.commit();
      pending = 0;
    }
  }
}
