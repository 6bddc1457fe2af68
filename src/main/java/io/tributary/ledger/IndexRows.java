package io.tributary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The rows of {@code migration.dropped_index}. */
final class IndexRows {

  private IndexRows() {}

  /** Whether the ledger has the table: an older one does not, until a run brings it up to date. */
  static boolean exist(Connection connection) throws SQLException {
    String sql = "SELECT to_regclass('migration.dropped_index') IS NOT NULL";
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  static void insert(Connection connection, UUID runId, IndexDefinition index) throws SQLException {
    String sql =
        """
        INSERT INTO "migration"."dropped_index"
          ("run_id", "schema_name", "table_name", "index_name", "definition", "tablespace",
           "comment", "statistics")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, runId);
      statement.setString(2, index.schema());
      statement.setString(3, index.table());
      statement.setString(4, index.name());
      statement.setString(5, index.sql());
      statement.setString(6, index.tablespace());
      statement.setString(7, index.comment());
      statement.setArray(8, connection.createArrayOf("int4", index.statistics().toArray()));
      statement.executeUpdate();
    }
  }

  /** The indexes that are missing, in the order of their numbers. */
  static List<DroppedIndex> missing(Connection connection, Duration lease) throws SQLException {
    String sql =
        """
        SELECT d."dropped_no", d."run_id", d."schema_name", d."table_name", d."index_name",
               d."dropped_at",
               EXISTS (SELECT FROM "migration"."run" r
                       WHERE r."run_id" = d."run_id" AND %s) AS "run_lives"
        FROM "migration"."dropped_index" d
        WHERE d."rebuilt_at" IS NULL
        ORDER BY d."dropped_no"
        """
            .formatted(Holders.RUN_LIVES);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, lease.toMillis());
      List<DroppedIndex> missing = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          missing.add(
              new DroppedIndex(
                  row.getLong("dropped_no"),
                  row.getObject("run_id", UUID.class),
                  row.getBoolean("run_lives"),
                  row.getString("schema_name"),
                  row.getString("table_name"),
                  row.getString("index_name"),
                  row.getObject("dropped_at", OffsetDateTime.class).toInstant()));
        }
      }
      return missing;
    }
  }

  /** Those of these tables that miss indexes. */
  static Set<IndexedTable> withMissing(Connection connection, List<IndexedTable> tables)
      throws SQLException {
    String sql =
        """
        SELECT w."number"
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w("schema", "table", "number")
        WHERE EXISTS (SELECT FROM "migration"."dropped_index" d
                      WHERE d."schema_name" = w."schema" AND d."table_name" = w."table"
                        AND d."rebuilt_at" IS NULL)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, IndexCatalog.names(connection, tables, IndexedTable::schema));
      statement.setArray(2, IndexCatalog.names(connection, tables, IndexedTable::name));
      Set<IndexedTable> found = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(tables.get(rows.getInt(1) - 1));
        }
      }
      return found;
    }
  }

  /**
   * Locks the row of a missing index until the transaction ends; empty if it is rebuilt, or another
   * process is about it.
   */
  static Optional<IndexDefinition> lock(Connection connection, long number) throws SQLException {
    String sql =
        """
        SELECT * FROM "migration"."dropped_index"
        WHERE "dropped_no" = ? AND "rebuilt_at" IS NULL
        FOR UPDATE SKIP LOCKED
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, number);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(IndexDefinition.of(row)) : Optional.empty();
      }
    }
  }

  static void markRebuilt(Connection connection, long number) throws SQLException {
    String sql =
        """
        UPDATE "migration"."dropped_index" SET "rebuilt_at" = clock_timestamp()
        WHERE "dropped_no" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, number);
      statement.executeUpdate();
    }
  }
}
