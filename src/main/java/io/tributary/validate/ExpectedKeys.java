package io.tributary.validate;

import io.tributary.copy.ExpectedRows;
import io.tributary.copy.Quoted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The key of every row that should be in a target table, each with the number of its legacy row in
 * the order of reading, kept in a temporary table of the connection; and the rows of a tenant that
 * are there beyond these.
 */
final class ExpectedKeys {

  private static final String ROW = Quoted.name(ExpectedRows.ROW);

  private final ComparedTable table;
  private final String ids;

  /**
   * Keys of a table's rows.
   *
   * @param number tells it from the entity's other tables
   */
  ExpectedKeys(ComparedTable table, int number) {
    this.table = table;
    this.ids = "pg_temp.\"expected ids " + number + "\"";
  }

  /** The table that these rows should be in. */
  ComparedTable table() {
    return table;
  }

  /** Creates the table of expected keys. */
  void prepare(Connection connection) throws SQLException {
    String sql =
        """
        CREATE TEMPORARY TABLE %s AS
            SELECT %s AS "id", 0::int8 AS "seq" FROM %s WITH NO DATA
        """
            .formatted(
                ids.substring("pg_temp.".length()), table.keyName(), Quoted.table(table.table()));
    execute(connection, sql);
  }

  /** Keeps the keys of the rows that should be there, those of legacy rows left out excepted. */
  void keepIds(
      Connection connection, ExpectedRows expected, Map<Integer, Long> seqs, BitSet leftOut)
      throws SQLException {
    String sql =
        """
        INSERT INTO %s ("id", "seq")
        SELECT e.%s, s."seq"
        FROM %s AS e JOIN unnest(?::int4[], ?::int8[]) AS s ("row", "seq") ON s."row" = e.%s
        """
            .formatted(ids, table.keyName(), expected.sqlName(), ROW);
    List<Integer> rows = seqs.keySet().stream().filter(row -> !leftOut.get(row)).toList();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("int4", rows.toArray()));
      statement.setArray(
          2, connection.createArrayOf("int8", rows.stream().map(seqs::get).toArray()));
      statement.executeUpdate();
    }
  }

  /** Keeps the keys of all staged rows; legacy rows are numbered on from {@code base}. */
  void keepIds(Connection connection, ExpectedRows expected, long base) throws SQLException {
    execute(
        connection,
        """
        INSERT INTO %s ("id", "seq") SELECT e.%s, e.%s + %d::int8 FROM %s AS e
        """
            .formatted(ids, table.keyName(), ROW, base, expected.sqlName()));
  }

  /** Forgets the keys of these legacy rows, since they are looked at once more. */
  void forgetIds(Connection connection, Collection<Long> seqs) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + ids + " WHERE \"seq\" = ANY (?::int8[])")) {
      statement.setArray(1, connection.createArrayOf("int8", seqs.toArray()));
      statement.executeUpdate();
    }
  }

  /** How many rows should be there. */
  long expectedCount(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + ids)) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * Rows of the tenant that should not be there.
   *
   * @param otherEntities SQL for a condition on {@code t."id"} that keeps rows which another entity
   *     has brought; empty if no other fills the table
   * @param limit how many are listed at most
   */
  List<UUID> extras(Connection connection, UUID tenantId, Optional<String> otherEntities, int limit)
      throws SQLException {
    List<UUID> extras = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT t."
                + table.keyName()
                + extrasSql(otherEntities)
                + " ORDER BY 1 LIMIT "
                + limit)) {
      statement.setString(1, tenantId.toString());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          extras.add(found.getObject(1, UUID.class));
        }
      }
    }
    return extras;
  }

  /** How many rows of the tenant should not be there. */
  long extraCount(Connection connection, UUID tenantId, Optional<String> otherEntities)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT count(*)" + extrasSql(otherEntities))) {
      statement.setString(1, tenantId.toString());
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return found.getLong(1);
      }
    }
  }

  private String extrasSql(Optional<String> otherEntities) {
    return """

        FROM %1$s AS t
        WHERE %2$s
          AND NOT EXISTS (SELECT FROM %3$s AS i WHERE i."id" = t.%4$s)%5$s
        """
        .formatted(
            Quoted.table(table.table()),
            table.isTenants(),
            ids,
            table.keyName(),
            otherEntities.map(condition -> " AND " + condition).orElse(""));
  }

  /** Has PostgreSQL look at how many keys there are, before they are joined. */
  void analyze(Connection connection) throws SQLException {
    execute(connection, "ANALYZE " + ids);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
