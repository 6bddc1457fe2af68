package io.tributary.drift;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Service;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads services' schemas from PostgreSQL's catalog. */
final class TargetSchemas {

  private static final String COLUMNS =
      """
      SELECT "c"."relname", greatest("c"."reltuples", -1)::bigint AS "rows", "a"."attname",
             format_type("a"."atttypid", "a"."atttypmod") AS "type", NOT "a"."attnotnull" AS "nullable",
             CASE WHEN "a"."attgenerated" <> '' THEN pg_get_expr("d"."adbin", "d"."adrelid")
                  WHEN "a"."attidentity" = 'a' THEN 'identity' END AS "computed",
             CASE WHEN "a"."attgenerated" = '' AND "a"."attidentity" <> 'a'
                  THEN coalesce(pg_get_expr("d"."adbin", "d"."adrelid"),
                                CASE WHEN "a"."attidentity" = 'd' THEN 'identity' END)
             END AS "default"
        FROM "pg_class" "c"
        JOIN "pg_namespace" "n" ON "n"."oid" = "c"."relnamespace"
        LEFT JOIN "pg_attribute" "a"
          ON "a"."attrelid" = "c"."oid" AND "a"."attnum" > 0 AND NOT "a"."attisdropped"
        LEFT JOIN "pg_attrdef" "d"
          ON "d"."adrelid" = "a"."attrelid" AND "d"."adnum" = "a"."attnum"
       WHERE "n"."nspname" = ? AND "c"."relkind" IN ('r', 'p') AND NOT "c"."relispartition"
       ORDER BY "c"."relname", "a"."attnum"
      """;

  private static final String CONSTRAINTS =
      """
      SELECT "c"."relname", "k"."conname", "k"."contype",
             ARRAY(SELECT "a"."attname"::text
                     FROM unnest("k"."conkey") WITH ORDINALITY AS "key"("attnum", "position")
                     JOIN "pg_attribute" "a"
                       ON "a"."attrelid" = "k"."conrelid" AND "a"."attnum" = "key"."attnum"
                    ORDER BY "key"."position") AS "columns",
             pg_get_constraintdef("k"."oid") AS "definition"
        FROM "pg_constraint" "k"
        JOIN "pg_class" "c" ON "c"."oid" = "k"."conrelid"
        JOIN "pg_namespace" "n" ON "n"."oid" = "c"."relnamespace"
       WHERE "n"."nspname" = ? AND "k"."contype" IN ('p', 'u', 'f', 'c', 'x')
       ORDER BY "c"."relname", "k"."conname"
      """;

  private static final String INDEXES =
      """
      SELECT "c"."relname", "i"."relname" AS "index", "x"."indisunique",
             ARRAY(SELECT pg_get_indexdef("x"."indexrelid", "part"::int, FALSE)
                     FROM generate_series(1, "x"."indnkeyatts") AS "part" ORDER BY "part") AS "columns",
             coalesce(pg_get_expr("x"."indpred", "x"."indrelid"), '') AS "condition"
        FROM "pg_index" "x"
        JOIN "pg_class" "c" ON "c"."oid" = "x"."indrelid"
        JOIN "pg_class" "i" ON "i"."oid" = "x"."indexrelid"
        JOIN "pg_namespace" "n" ON "n"."oid" = "c"."relnamespace"
       WHERE "n"."nspname" = ?
         AND NOT EXISTS (SELECT FROM "pg_constraint" "k" WHERE "k"."conindid" = "x"."indexrelid"
                            AND "k"."contype" IN ('p', 'u', 'x'))
       ORDER BY "c"."relname", "i"."relname"
      """;

  private TargetSchemas() {}

  /** A table, as far as it is read. */
  private record Draft(long rows, List<Schema.Column> columns, List<Schema.Key> keys) {}

  /**
   * All tables of a service's schema.
   *
   * @throws MigrationException if the catalog cannot be read
   */
  static Schema read(Connection connection, Service service) {
    Map<String, Draft> drafts = new LinkedHashMap<>();
    try {
      each(connection, COLUMNS, service, row -> addColumn(row, drafts));
      each(connection, CONSTRAINTS, service, row -> addConstraint(row, drafts));
      each(connection, INDEXES, service, row -> addIndex(row, drafts));
    } catch (SQLException e) {
      throw unreadable(service, e);
    }
    List<Schema.Table> tables = new ArrayList<>();
    drafts.forEach(
        (name, draft) ->
            tables.add(
                new Schema.Table(
                    service.schema() + "." + name, draft.rows, draft.columns, draft.keys)));
    return new Schema(tables);
  }

  static MigrationException unreadable(Service service, SQLException cause) {
    return new MigrationException(
        new Problem(
            DriftCode.CATALOG_UNREADABLE,
            "service " + service.name(),
            "the catalog cannot be read: " + cause.getMessage(),
            "Is the server up, and may the login see the schema?"),
        cause);
  }

  private static void addColumn(ResultSet row, Map<String, Draft> drafts) throws SQLException {
    long rows = row.getLong("rows");
    Draft draft =
        drafts.computeIfAbsent(
            row.getString("relname"),
            name -> new Draft(rows, new ArrayList<>(), new ArrayList<>()));
    if (row.getString("attname") != null) {
      draft.columns.add(
          new Schema.Column(
              row.getString("attname"),
              row.getString("type"),
              row.getBoolean("nullable"),
              Optional.ofNullable(row.getString("computed")),
              Optional.ofNullable(row.getString("default"))));
    }
  }

  private static void addConstraint(ResultSet row, Map<String, Draft> drafts) throws SQLException {
    String type = row.getString("contype");
    Schema.KeyKind kind =
        switch (type) {
          case "p" -> Schema.KeyKind.PRIMARY;
          case "u" -> Schema.KeyKind.UNIQUE;
          case "f" -> Schema.KeyKind.FOREIGN;
          default -> Schema.KeyKind.CHECK;
        };
    String definition = row.getString("definition");
    String detail =
        switch (kind) {
          case PRIMARY, UNIQUE, INDEX -> "";
          case FOREIGN -> definition.substring(definition.indexOf("REFERENCES"));
          case CHECK -> definition;
        };
    add(row, drafts, kind, row.getString("conname"), detail);
  }

  private static void addIndex(ResultSet row, Map<String, Draft> drafts) throws SQLException {
    String condition = row.getString("condition");
    add(
        row,
        drafts,
        row.getBoolean("indisunique") ? Schema.KeyKind.UNIQUE : Schema.KeyKind.INDEX,
        row.getString("index"),
        condition.isEmpty() ? "" : "where " + condition);
  }

  private static void add(
      ResultSet row, Map<String, Draft> drafts, Schema.KeyKind kind, String name, String detail)
      throws SQLException {
    Draft draft = drafts.get(row.getString("relname"));
    if (draft != null) {
      List<String> columns = List.of((String[]) row.getArray("columns").getArray());
      draft.keys.add(new Schema.Key(kind, name, columns, detail));
    }
  }

  @FunctionalInterface
  private interface RowTaker {
    void take(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String sql, Service service, RowTaker taker)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, service.schema());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          taker.take(rows);
        }
      }
    }
  }
}
