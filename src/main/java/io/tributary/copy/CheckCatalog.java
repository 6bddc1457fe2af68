package io.tributary.copy;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the CHECK constraints of target tables that are about one column, and understands some of
 * them ({@link CheckExpression}).
 *
 * <p>One that is NOT VALID holds for new rows as any other; one that is NOT ENFORCED (PostgreSQL
 * 18; earlier catalogs don't have the column) holds for none.
 */
final class CheckCatalog {

  private static final String CHECKS =
      """
      SELECT "k"."conrelid", "k"."conname", "a"."attname",
             pg_get_expr("k"."conbin", "k"."conrelid") AS "expression",
             COALESCE("c"."collisdeterministic", true) AS "exact_text"
        FROM "pg_constraint" "k"
        JOIN "pg_attribute" "a"
          ON "a"."attrelid" = "k"."conrelid" AND "a"."attnum" = "k"."conkey"[1]
        LEFT JOIN "pg_collation" "c" ON "c"."oid" = "a"."attcollation"
       WHERE "k"."conrelid" = ANY (?) AND "k"."contype" = 'c' AND cardinality("k"."conkey") = 1
         AND to_jsonb("k") ->> 'conenforced' IS DISTINCT FROM 'false'
         -- Operators that someone has made may look like PostgreSQL's own.
         AND NOT EXISTS (SELECT FROM regexp_matches("k"."conbin"::text, ':opno (\\d+)', 'g') "m"
                          WHERE "m"[1]::oid >= 16384)
       ORDER BY "k"."conrelid", "k"."conname"
      """;

  /** A column of a table. */
  private record Place(long table, String column) {}

  private final Map<Place, List<ColumnCheck>> checks = new HashMap<>();

  private CheckCatalog() {}

  /**
   * Reads what is understood.
   *
   * @param columns those of the tables, by the table's OID
   */
  static CheckCatalog read(
      Connection connection, Array tableOids, Map<Long, List<TargetColumn>> columns)
      throws SQLException {
    CheckCatalog catalog = new CheckCatalog();
    try (PreparedStatement statement = connection.prepareStatement(CHECKS)) {
      statement.setArray(1, tableOids);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long table = rows.getLong("conrelid");
          for (TargetColumn column : columns.getOrDefault(table, List.of())) {
            if (column.name().equals(rows.getString("attname"))) {
              catalog.add(table, column, rows);
            }
          }
        }
      }
    }
    return catalog;
  }

  private void add(long table, TargetColumn column, ResultSet row) throws SQLException {
    String constraint = row.getString("conname");
    CheckExpression.rules(row.getString("expression"), column, row.getBoolean("exact_text"))
        .ifPresent(
            rules ->
                checks
                    .computeIfAbsent(new Place(table, column.name()), place -> new ArrayList<>())
                    .add(new ColumnCheck(constraint, rules)));
  }

  /** The same columns, with their checks. */
  List<TargetColumn> withChecks(long table, List<TargetColumn> columns) {
    return columns.stream()
        .map(c -> c.withChecks(checks.getOrDefault(new Place(table, c.name()), List.of())))
        .toList();
  }
}
