package io.tributary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A target table's indexes in PostgreSQL's catalog. Definitions are read with {@code search_path}
 * set to {@code pg_catalog} until the transaction ends, so that every other name is qualified.
 */
final class IndexCatalog {

  private static final String DROPPABLE =
      """
      SELECT n."nspname" AS "schema_name", c."relname" AS "table_name",
             x."relname" AS "index_name", pg_get_indexdef(x."oid") AS "definition",
             s."spcname" AS "tablespace", obj_description(x."oid", 'pg_class') AS "comment",
             ARRAY(SELECT coalesce(a."attstattarget"::int, -1) FROM "pg_attribute" a
                   WHERE a."attrelid" = x."oid" ORDER BY a."attnum") AS "statistics"
      FROM "pg_index" i
      JOIN "pg_class" x ON x."oid" = i."indexrelid"
      JOIN "pg_class" c ON c."oid" = i."indrelid"
      JOIN "pg_namespace" n ON n."oid" = c."relnamespace"
      LEFT JOIN "pg_tablespace" s ON s."oid" = x."reltablespace"
      WHERE n."nspname" = ? AND c."relname" = ?
        -- Neither a partitioned table's index nor one that belongs to such an index.
        AND c."relkind" = 'r' AND x."relkind" = 'i' AND NOT x."relispartition"
        AND NOT i."indisunique" AND NOT i."indisprimary" AND NOT i."indisexclusion"
        AND NOT i."indisreplident" AND NOT i."indisclustered"
        AND i."indisvalid" AND i."indisready" AND i."indislive"
        AND NOT EXISTS (SELECT FROM "pg_constraint" k WHERE k."conindid" = x."oid")
        -- Nothing depends on it, and it belongs to no extension, which a definition does not say.
        AND NOT EXISTS (SELECT FROM "pg_depend" d
                        WHERE d."refclassid" = 'pg_class'::regclass AND d."refobjid" = x."oid")
        AND NOT EXISTS (SELECT FROM "pg_depend" d
                        WHERE d."classid" = 'pg_class'::regclass AND d."objid" = x."oid"
                          AND d."deptype" IN ('e', 'x'))
        AND (x."reltablespace" = 0 OR has_tablespace_privilege(x."reltablespace", 'CREATE'))
        -- Each claim asks whether its tenant has rows: the one index that answers it stays.
        AND x."oid" IS DISTINCT FROM (
          SELECT t."indexrelid" FROM "pg_index" t
          JOIN "pg_attribute" a ON a."attrelid" = t."indrelid" AND a."attnum" = t."indkey"[0]
          WHERE t."indrelid" = c."oid" AND a."attname" = ? AND t."indpred" IS NULL
            AND t."indisvalid"
          ORDER BY t."indisunique" DESC, t."indnkeyatts", t."indexrelid"
          LIMIT 1)
      ORDER BY x."relname"
      """;

  private static final String TABLE =
      """
      SELECT pg_has_role(c."relowner", 'USAGE') AS "owned",
             has_schema_privilege(n."oid", 'CREATE') AS "may_create",
             row_security_active(c."oid") AS "hides_rows",
             pg_relation_size(c."oid") = 0 AS "no_page",
             format('SELECT EXISTS (SELECT FROM %I.%I)', n."nspname", c."relname") AS "has_rows"
      FROM "pg_class" c JOIN "pg_namespace" n ON n."oid" = c."relnamespace"
      WHERE n."nspname" = ? AND c."relname" = ?
      """;

  private IndexCatalog() {}

  /** The indexes that PostgreSQL can do without while rows are loaded, by name. */
  static List<IndexDefinition> droppable(Connection connection, IndexedTable table)
      throws SQLException {
    qualifyNames(connection);
    try (PreparedStatement statement = connection.prepareStatement(DROPPABLE)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      statement.setString(3, table.tenantColumn());
      List<IndexDefinition> indexes = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          indexes.add(IndexDefinition.of(rows));
        }
      }
      return indexes;
    }
  }

  static void qualifyNames(Connection connection) throws SQLException {
    Ddl.execute(connection, "SET LOCAL search_path TO pg_catalog");
  }

  /** Why the catalog or the table's rows forbid to drop indexes of a table that is there. */
  static Optional<String> objection(Connection connection, IndexedTable table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (!row.getBoolean("owned")) {
          return Optional.of("the login does not own the table");
        }
        if (!row.getBoolean("may_create")) {
          return Optional.of("the login may not create indexes in the schema");
        }
        if (row.getBoolean("no_page")) {
          return Optional.empty();
        }
        // A table with pages can be empty, but a policy would hide its rows from the question.
        return row.getBoolean("hides_rows") || isTrue(connection, row.getString("has_rows"))
            ? Optional.of("the table is not empty")
            : Optional.empty();
      }
    }
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** How an index stands that is to be created. */
  enum Place {
    /** Nothing has its name. */
    FREE,
    /** It is there, as it is to be. */
    THERE,
    /** Something else has its name. */
    TAKEN
  }

  /** Whether the index is there already. */
  static Place placeOf(Connection connection, IndexDefinition index) throws SQLException {
    String sql =
        """
        SELECT coalesce(i."indisvalid" AND pg_get_indexdef(x."oid") = ?, FALSE) AS "same"
        FROM "pg_class" x
        JOIN "pg_namespace" n ON n."oid" = x."relnamespace"
        LEFT JOIN "pg_index" i ON i."indexrelid" = x."oid"
        WHERE n."nspname" = ? AND x."relname" = ?
        """;
    qualifyNames(connection);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, index.sql());
      statement.setString(2, index.schema());
      statement.setString(3, index.name());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Place.FREE;
        }
        return row.getBoolean("same") ? Place.THERE : Place.TAKEN;
      }
    }
  }
}
