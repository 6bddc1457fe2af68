package io.tributary.crash;

import io.tributary.testing.SqlDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a migration has left in a database, as far as it may not depend on how often it was
 * interrupted: what it says of times, runs and batch boundaries is left out.
 *
 * @param parts lines of text by what they are of, both in a fixed order
 */
record CrashContents(Map<String, List<String>> parts) {

  /**
   * Batches of the ledger that don't begin where the one before ended, and ranges that another
   * doesn't follow where they end: none may be.
   */
  static final String LEDGER_BREAKS = "breaks in the ledger";

  private static final String MAPPING =
      """
      SELECT m."entity_type", m."tenant_id", m."legacy_id", m."new_id", m."row_hash",
             EXISTS (SELECT FROM "migration"."batch_state" b
                     WHERE b."batch_no" = m."batch_no" AND b."status" = 'committed') AS "has_batch"
      FROM "migration"."legacy_id_mapping" m
      ORDER BY 1, 2, 3, 4
      """;

  /**
   * Which district brought a shared row first is chance; so shared entities are summed over all.
   */
  private static final String ACCOUNTING =
      """
      SELECT "entity_type", CASE WHEN "entity_type" <> 'grade' THEN "tenant_id" END AS "tenant",
             sum("rows_read") FILTER (WHERE "kind" <> 'replay'),
             sum("rows_inserted"), sum("rows_updated"), sum("rows_unchanged"),
             sum("rows_deduplicated"), sum("rows_filtered"),
             sum("rows_dead_lettered")
               - coalesce(sum("rows_read") FILTER (WHERE "kind" = 'replay'), 0),
             mod(mod(sum("checksum"), 18446744073709551616) + 18446744073709551616,
                 18446744073709551616) AS "checksum"
      FROM "migration"."batch_state"
      GROUP BY 1, 2
      ORDER BY 1, 2
      """;

  private static final String DEAD_LETTERS =
      """
      SELECT "entity_type", "tenant_id", "legacy_key", "stage", "column_name", "reason", "status"
      FROM "migration"."dead_letter"
      WHERE "status" <> 'rolled-back'
      ORDER BY 1, 2, 3, 4, 5
      """;

  /** Of all ranges together: how many there are depends on which worker was idle when. */
  private static final String ENDS =
      """
      SELECT e."name", t."tenant_id",
             max(p."cursor_key"::text) FILTER (WHERE p."upper_bound" IS NULL) AS "end",
             string_agg(DISTINCT p."status", ', ') AS "status"
      FROM "migration"."partition" p
      JOIN "migration"."entity" e USING ("entity_no")
      JOIN "migration"."tenant" t USING ("tenant_no")
      GROUP BY 1, 2
      ORDER BY 1, 2
      """;

  private static final String BREAKS =
      """
      WITH "ranges" AS (
        SELECT "partition_no", "lower_key", "upper_key", "status",
               lag("upper_key") OVER "in_order" AS "previous",
               lead("batch_no") OVER "in_order" IS NULL AS "is_last"
        FROM "migration"."batch_state"
        WHERE "kind" = 'range'
        WINDOW "in_order" AS (PARTITION BY "partition_no" ORDER BY "batch_no"))
      SELECT e."name", t."tenant_id", r."previous", r."lower_key", r."upper_key", p."cursor_key"
      FROM "migration"."partition" p
      JOIN "migration"."entity" e USING ("entity_no")
      JOIN "migration"."tenant" t USING ("tenant_no")
      LEFT JOIN "ranges" r USING ("partition_no")
      WHERE (r."partition_no" IS NULL AND p."cursor_key" IS DISTINCT FROM p."lower_bound")
         OR (r."partition_no" IS NULL AND p."range_no" = 0)
         OR r."lower_key" IS DISTINCT FROM coalesce(r."previous", p."lower_bound")
         OR r."status" <> 'committed'
         OR (r."is_last" AND r."upper_key" IS DISTINCT FROM p."cursor_key")
         OR (p."upper_bound" IS NOT NULL
             AND 1 <> (SELECT count(*) FROM "migration"."partition" n
                       WHERE (n."entity_no", n."tenant_no") = (p."entity_no", p."tenant_no")
                         AND n."lower_bound" = p."upper_bound"))
      ORDER BY 1, 2, 4
      """;

  private static final String INDEXES =
      """
      SELECT "indexdef" FROM pg_indexes WHERE "schemaname" = 'public' ORDER BY 1
      """;

  private static final String UNSET_REFERENCES =
      """
      SELECT "table_name", "row_id" FROM "migration"."deferred_reference" ORDER BY 1, 2
      """;

  /** Reads it all, in the transaction that is open or one a statement. */
  static CrashContents read(Connection connection) throws SQLException {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    for (String table : CrashTarget.TABLES) {
      parts.put(table, lines(connection, "SELECT t.* FROM " + table + " t ORDER BY t::text"));
    }
    parts.put("mapping store", lines(connection, MAPPING));
    parts.put("accounting", lines(connection, ACCOUNTING));
    parts.put("dead letters", lines(connection, DEAD_LETTERS));
    parts.put("ends of partitions", lines(connection, ENDS));
    parts.put(LEDGER_BREAKS, lines(connection, BREAKS));
    parts.put("indexes", indexes(connection));
    parts.put("references not set", lines(connection, UNSET_REFERENCES));
    return new CrashContents(parts);
  }

  /** The definitions of the indexes of target tables. */
  static List<String> indexes(Connection connection) throws SQLException {
    return lines(connection, INDEXES);
  }

  /** Reads a database. */
  static CrashContents of(CrashTarget target) throws SQLException {
    try (Connection connection = target.connect()) {
      return read(connection);
    }
  }

  private static List<String> lines(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add(SqlDatabase.line(rows));
      }
      return lines;
    }
  }

  /** The lines of one part. */
  List<String> part(String name) {
    return parts.getOrDefault(name, List.of());
  }

  /**
   * What is here and not there, and the other way round, a line each; a row that is doubled counts.
   */
  List<String> differencesFrom(CrashContents undisturbed) {
    List<String> differences = new ArrayList<>();
    parts.forEach(
        (name, lines) -> {
          less(undisturbed.part(name), lines).forEach(l -> differences.add(name + " lacks " + l));
          less(lines, undisturbed.part(name)).forEach(l -> differences.add(name + " adds " + l));
        });
    return differences;
  }

  private static List<String> less(List<String> lines, List<String> others) {
    List<String> left = new ArrayList<>(lines);
    others.forEach(left::remove);
    return left;
  }
}
