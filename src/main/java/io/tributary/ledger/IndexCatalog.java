package io.tributary.ledger;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A target table's indexes in PostgreSQL's catalog. Definitions are read with {@code search_path}
 * set to {@code pg_catalog} until the transaction ends, so that every other name is qualified.
 */
final class IndexCatalog {

  private static final String NOT_EMPTY = "the table is not empty";

  private static final String DROPPABLE =
      """
      SELECT w."number", n."nspname" AS "schema_name", c."relname" AS "table_name",
             x."relname" AS "index_name", pg_get_indexdef(x."oid") AS "definition",
             s."spcname" AS "tablespace", obj_description(x."oid", 'pg_class') AS "comment",
             ARRAY(SELECT coalesce(a."attstattarget"::int, -1) FROM "pg_attribute" a
                   WHERE a."attrelid" = x."oid" ORDER BY a."attnum") AS "statistics"
      FROM unnest(?::text[], ?::text[], ?::text[])
        WITH ORDINALITY AS w("schema", "table", "tenant_column", "number")
      JOIN "pg_namespace" n ON n."nspname" = w."schema"
      JOIN "pg_class" c ON c."relnamespace" = n."oid" AND c."relname" = w."table"
      JOIN "pg_index" i ON i."indrelid" = c."oid"
      JOIN "pg_class" x ON x."oid" = i."indexrelid"
      LEFT JOIN "pg_tablespace" s ON s."oid" = x."reltablespace"
      -- Neither a partitioned table's index nor one that belongs to such an index.
      WHERE c."relkind" = 'r' AND x."relkind" = 'i' AND NOT x."relispartition"
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
          WHERE t."indrelid" = c."oid" AND a."attname" = w."tenant_column" AND t."indpred" IS NULL
            AND t."indisvalid"
          ORDER BY t."indisunique" DESC, t."indnkeyatts", t."indexrelid"
          LIMIT 1)
      ORDER BY w."number", x."relname"
      """;

  private static final String TABLES =
      """
      SELECT w."number", pg_has_role(c."relowner", 'USAGE') AS "owned",
             has_schema_privilege(n."oid", 'CREATE') AS "may_create",
             row_security_active(c."oid") AS "hides_rows",
             pg_relation_size(c."oid") = 0 AS "no_page",
             format('SELECT %s WHERE EXISTS (SELECT FROM %I.%I)',
                    w."number", n."nspname", c."relname") AS "if_rows"
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w("schema", "table", "number")
      JOIN "pg_namespace" n ON n."nspname" = w."schema"
      JOIN "pg_class" c ON c."relnamespace" = n."oid" AND c."relname" = w."table"
      """;

  private IndexCatalog() {}

  /**
   * The indexes that PostgreSQL can do without while rows are loaded, by name; of these tables
   * together.
   *
   * @return has each table that has such indexes
   */
  static Map<IndexedTable, List<IndexDefinition>> droppable(
      Connection connection, List<IndexedTable> tables) throws SQLException {
    qualifyNames(connection);
    try (PreparedStatement statement = connection.prepareStatement(DROPPABLE)) {
      statement.setArray(1, names(connection, tables, IndexedTable::schema));
      statement.setArray(2, names(connection, tables, IndexedTable::name));
      statement.setArray(3, names(connection, tables, IndexedTable::tenantColumn));
      Map<IndexedTable, List<IndexDefinition>> indexes = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          indexes
              .computeIfAbsent(tables.get(rows.getInt("number") - 1), table -> new ArrayList<>())
              .add(IndexDefinition.of(rows));
        }
      }
      return indexes;
    }
  }

  static Array names(
      Connection connection, List<IndexedTable> tables, Function<IndexedTable, String> name)
      throws SQLException {
    return connection.createArrayOf("text", tables.stream().map(name).toArray());
  }

  static void qualifyNames(Connection connection) throws SQLException {
    Ddl.execute(connection, "SET LOCAL search_path TO pg_catalog");
  }

  /**
   * Why the catalog or a table's rows forbid to drop indexes, of tables that are there; all of them
   * together.
   *
   * @return has each table of which that is so
   */
  static Map<IndexedTable, String> objections(Connection connection, List<IndexedTable> tables)
      throws SQLException {
    Map<IndexedTable, String> objections = new HashMap<>();
    List<String> ifRows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setArray(1, names(connection, tables, IndexedTable::schema));
      statement.setArray(2, names(connection, tables, IndexedTable::name));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          IndexedTable table = tables.get(row.getInt("number") - 1);
          if (!row.getBoolean("owned")) {
            objections.put(table, "the login does not own the table");
          } else if (!row.getBoolean("may_create")) {
            objections.put(table, "the login may not create indexes in the schema");
          } else if (!row.getBoolean("no_page")) {
            // A table with pages can be empty, but a policy would hide its rows from the question.
            if (row.getBoolean("hides_rows")) {
              objections.put(table, NOT_EMPTY);
            } else {
              ifRows.add(row.getString("if_rows"));
            }
          }
        }
      }
    }
    for (int number : numbers(connection, ifRows)) {
      objections.put(tables.get(number - 1), NOT_EMPTY);
    }
    return objections;
  }

  private static List<Integer> numbers(Connection connection, List<String> selects)
      throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    if (!selects.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        // The names in it are quoted by PostgreSQL, and may have braces, which mean nothing here.
        statement.setEscapeProcessing(false);
        try (ResultSet rows = statement.executeQuery(String.join(" UNION ALL ", selects))) {
          while (rows.next()) {
            numbers.add(rows.getInt(1));
          }
        }
      }
    }
    return numbers;
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
