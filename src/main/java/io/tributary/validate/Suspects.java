package io.tributary.validate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Legacy rows that differed when they were compared for the first time, kept in a temporary table
 * of the connection, so that their number costs no memory here.
 */
final class Suspects {

  private static final String TABLE = "pg_temp.\"suspects\"";

  /** Creates the table. */
  void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TEMPORARY TABLE "suspects" ("seq" int8 PRIMARY KEY, "key" bytea NOT NULL)
          """);
    }
  }

  /** Adds rows: their canonical keys by their numbers in the order of reading. */
  void add(Connection connection, Map<Long, String> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    String sql =
        """
        INSERT INTO %s ("seq", "key") SELECT * FROM unnest(?::int8[], ?::bytea[])
        ON CONFLICT ("seq") DO NOTHING
        """
            .formatted(TABLE);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("int8", keys.keySet().toArray()));
      statement.setArray(
          2,
          connection.createArrayOf(
              "bytea", keys.values().stream().map(Suspects::bytes).toArray(byte[][]::new)));
      statement.executeUpdate();
    }
  }

  /** A key as it is: it may hold what PostgreSQL's text cannot. */
  private static byte[] bytes(String key) {
    return key.getBytes(java.nio.charset.StandardCharsets.UTF_16BE);
  }

  /** The next rows, in the order of their numbers. */
  Map<String, Long> next(Connection connection, int limit) throws SQLException {
    Map<String, Long> page = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT \"seq\", \"key\" FROM " + TABLE + " ORDER BY \"seq\" LIMIT " + limit)) {
      while (rows.next()) {
        page.put(
            new String(rows.getBytes(2), java.nio.charset.StandardCharsets.UTF_16BE),
            rows.getLong(1));
      }
    }
    return page;
  }

  /** Takes rows out. */
  void remove(Connection connection, Iterable<Long> seqs) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + TABLE + " WHERE \"seq\" = ?")) {
      for (long seq : seqs) {
        statement.setLong(1, seq);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}
