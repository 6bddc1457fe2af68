package io.tributary.copy;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads target tables from PostgreSQL's catalog, as the role that is connected sees them. All
 * tables of a service together, in four queries.
 */
public final class TargetCatalog {

  private static final String TABLES =
      """
      SELECT "c"."oid", "c"."relname",
             row_security_active("c"."oid") AS "row_security",
             has_table_privilege("c"."oid", 'INSERT') AS "insertable",
             ARRAY(SELECT "a"."attname"::text
                     FROM "pg_constraint" "k"
                     CROSS JOIN unnest("k"."conkey") WITH ORDINALITY AS "key"("attnum", "position")
                     JOIN "pg_attribute" "a"
                       ON "a"."attrelid" = "k"."conrelid" AND "a"."attnum" = "key"."attnum"
                    WHERE "k"."conrelid" = "c"."oid" AND "k"."contype" = 'p'
                    ORDER BY "key"."position") AS "primary_key",
             -- Bits of tgtype: 4 is INSERT, 16 is UPDATE. Enabled is O (origin) or A (always).
             -- A partition may have triggers of its own, which fire for rows sent to the whole.
             ARRAY(SELECT DISTINCT "t"."tgname"::text
                     FROM "pg_trigger" "t"
                    WHERE "t"."tgrelid" IN (SELECT "c"."oid" UNION ALL
                                            SELECT "relid" FROM pg_partition_tree("c"."oid"))
                      AND NOT "t"."tgisinternal"
                      AND "t"."tgenabled" IN ('O', 'A') AND "t"."tgtype" & 20 <> 0
                    ORDER BY 1) AS "triggers"
        FROM "pg_class" "c"
        JOIN "pg_namespace" "n" ON "n"."oid" = "c"."relnamespace"
       WHERE "n"."nspname" = ? AND "c"."relname" = ANY (?) AND "c"."relkind" IN ('r', 'p')
       ORDER BY "c"."relname"
      """;

  private static final String FOREIGN_KEYS =
      """
      SELECT "k"."conrelid", "k"."conname", "k"."condeferrable",
             CASE WHEN "p"."relnamespace" = "c"."relnamespace" THEN "p"."relname"::text
                  ELSE "n"."nspname" || '.' || "p"."relname" END AS "parent",
             ARRAY(SELECT "a"."attname"::text
                     FROM unnest("k"."conkey") WITH ORDINALITY AS "key"("attnum", "position")
                     JOIN "pg_attribute" "a"
                       ON "a"."attrelid" = "k"."conrelid" AND "a"."attnum" = "key"."attnum"
                    ORDER BY "key"."position") AS "columns"
        FROM "pg_constraint" "k"
        JOIN "pg_class" "c" ON "c"."oid" = "k"."conrelid"
        JOIN "pg_class" "p" ON "p"."oid" = "k"."confrelid"
        JOIN "pg_namespace" "n" ON "n"."oid" = "p"."relnamespace"
       WHERE "k"."contype" = 'f' AND "k"."conrelid" = ANY (?)
         -- A key to a partitioned table has a copy for each partition; only the key itself counts.
         AND NOT EXISTS (SELECT FROM "pg_constraint" "whole"
                          WHERE "whole"."oid" = "k"."conparentid"
                            AND "whole"."conrelid" = "k"."conrelid")
       ORDER BY "k"."conrelid", "k"."conname"
      """;

  private TargetCatalog() {}

  /**
   * Reads these tables.
   *
   * @param connection to the service's database; left as it is, nothing is committed
   * @param schema unquoted
   * @param tables unquoted names
   * @return the tables that exist, by name; views and foreign tables are not among them
   */
  public static Map<String, TargetTable> read(
      Connection connection, String schema, Collection<String> tables) throws SQLException {
    List<TableRow> found = tables(connection, schema, tables);
    Array oids = connection.createArrayOf("oid", found.stream().map(TableRow::oid).toArray());
    Map<Long, List<TargetColumn>> columns = ColumnCatalog.read(connection, oids);
    CheckCatalog checks = CheckCatalog.read(connection, oids, columns);
    Map<Long, List<TargetTable.ForeignKey>> keys = foreignKeys(connection, oids);
    oids.free();
    return found.stream()
        .map(
            row ->
                new TargetTable(
                    schema,
                    row.name,
                    columns(row, columns.getOrDefault(row.oid, List.of()), checks),
                    row.primaryKey,
                    keys.getOrDefault(row.oid, List.of()),
                    row.triggers,
                    row.rowSecurityBinds,
                    row.insertable))
        .collect(toUnmodifiableMap(TargetTable::name, Function.identity()));
  }

  /** A trigger may mend what a CHECK constraint would refuse, so that nothing is certain before. */
  private static List<TargetColumn> columns(
      TableRow row, List<TargetColumn> columns, CheckCatalog checks) {
    return row.triggers.isEmpty() ? checks.withChecks(row.oid, columns) : columns;
  }

  private static List<TableRow> tables(
      Connection connection, String schema, Collection<String> names) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      Array wanted = connection.createArrayOf("text", names.toArray());
      statement.setString(1, schema);
      statement.setArray(2, wanted);
      List<TableRow> tables = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          tables.add(
              new TableRow(
                  rows.getLong("oid"),
                  rows.getString("relname"),
                  texts(rows, "primary_key"),
                  texts(rows, "triggers"),
                  rows.getBoolean("row_security"),
                  rows.getBoolean("insertable")));
        }
      }
      wanted.free();
      return tables;
    }
  }

  private static Map<Long, List<TargetTable.ForeignKey>> foreignKeys(
      Connection connection, Array oids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FOREIGN_KEYS)) {
      statement.setArray(1, oids);
      Map<Long, List<TargetTable.ForeignKey>> keys = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.computeIfAbsent(rows.getLong("conrelid"), oid -> new ArrayList<>())
              .add(
                  new TargetTable.ForeignKey(
                      rows.getString("conname"),
                      texts(rows, "columns"),
                      rows.getString("parent"),
                      rows.getBoolean("condeferrable")));
        }
      }
      return keys;
    }
  }

  /** The elements of a column of type {@code text[]} without NULLs. */
  static List<String> texts(ResultSet rows, String column) throws SQLException {
    return List.of((String[]) rows.getArray(column).getArray());
  }

  private record TableRow(
      long oid,
      String name,
      List<String> primaryKey,
      List<String> triggers,
      boolean rowSecurityBinds,
      boolean insertable) {}
}
