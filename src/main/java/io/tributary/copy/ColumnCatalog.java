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
import java.util.Optional;

/**
 * Reads the columns of target tables from PostgreSQL's catalog.
 *
 * <p>A column's declared type is peeled until nothing is left to peel: out of its domain, out of
 * the domain below that, once into an array's element, out of the element's domains. What was met
 * on the way is kept: NOT NULL and a default of a domain on the outside, the modifier (length,
 * precision) wherever it was given, the OID of the array's declared element type.
 */
final class ColumnCatalog {

  private static final String COLUMNS =
      """
      WITH RECURSIVE "peeled" AS (
        SELECT "a"."attrelid", "a"."attnum", "a"."atttypid" AS "type", "a"."atttypmod" AS "modifier",
               "a"."attnotnull" AS "not_null", NULL::text COLLATE "C" AS "type_default",
               0::oid AS "element", 0 AS "depth"
          FROM "pg_attribute" "a"
         WHERE "a"."attrelid" = ANY (?) AND "a"."attnum" > 0 AND NOT "a"."attisdropped"
        UNION ALL
        SELECT "p"."attrelid", "p"."attnum",
               CASE WHEN "t"."typtype" = 'd' THEN "t"."typbasetype" ELSE "t"."typelem" END,
               CASE WHEN "t"."typtype" = 'd' THEN "t"."typtypmod" ELSE "p"."modifier" END,
               "p"."not_null" OR ("p"."element" = 0 AND "t"."typtype" = 'd' AND "t"."typnotnull"),
               COALESCE("p"."type_default", CASE WHEN "p"."element" = 0 THEN "t"."typdefault" END),
               CASE WHEN "t"."typtype" = 'd' THEN "p"."element" ELSE "t"."typelem" END,
               "p"."depth" + 1
          FROM "peeled" "p"
          JOIN "pg_type" "t" ON "t"."oid" = "p"."type"
         WHERE "t"."typtype" = 'd'
            OR ("t"."typcategory" = 'A' AND "t"."typelem" <> 0 AND "p"."element" = 0)
      ), "base" AS (
        SELECT DISTINCT ON ("attrelid", "attnum") *
          FROM "peeled"
         ORDER BY "attrelid", "attnum", "depth" DESC
      )
      SELECT "b"."attrelid", "a"."attname", "b"."not_null", "b"."modifier",
             CASE "t"."typtype" WHEN 'e' THEN 'enum' ELSE "t"."typname"::text END AS "type",
             "b"."element", format_type("a"."atttypid", "a"."atttypmod") AS "sql_type",
             "a"."attgenerated" <> '' OR "a"."attidentity" = 'a' AS "generated",
             CASE WHEN "a"."attgenerated" <> '' THEN NULL
                  WHEN "a"."attidentity" <> '' THEN 'identity'
                  ELSE COALESCE(pg_get_expr("d"."adbin", "d"."adrelid"), "b"."type_default")
             END AS "default",
             ARRAY(SELECT "e"."enumlabel"::text
                     FROM "pg_enum" "e"
                    WHERE "e"."enumtypid" = "t"."oid"
                    ORDER BY "e"."enumsortorder") AS "labels"
        FROM "base" "b"
        JOIN "pg_attribute" "a"
          ON "a"."attrelid" = "b"."attrelid" AND "a"."attnum" = "b"."attnum"
        JOIN "pg_type" "t" ON "t"."oid" = "b"."type"
        LEFT JOIN "pg_attrdef" "d"
          ON "d"."adrelid" = "b"."attrelid" AND "d"."adnum" = "b"."attnum"
       ORDER BY "b"."attrelid", "b"."attnum"
      """;

  /** PostgreSQL adds its header's size to the length in a modifier. */
  private static final int MODIFIER_OFFSET = 4;

  private static final int DEFAULT_FRACTION_DIGITS = 6;

  private ColumnCatalog() {}

  /** The columns of these tables in their order, by the table's OID. */
  static Map<Long, List<TargetColumn>> read(Connection connection, Array tableOids)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setArray(1, tableOids);
      Map<Long, List<TargetColumn>> columns = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns
              .computeIfAbsent(rows.getLong("attrelid"), oid -> new ArrayList<>())
              .add(column(rows));
        }
      }
      return columns;
    }
  }

  private static TargetColumn column(ResultSet row) throws SQLException {
    String type = row.getString("type");
    int modifier = row.getInt("modifier");
    // An OID is unsigned: the cast keeps its bits, which is what goes over the wire.
    int element = (int) row.getLong("element");
    return new TargetColumn(
        row.getString("attname"),
        type,
        element != 0,
        row.getString("sql_type"),
        element,
        length(type, modifier),
        precision(type, modifier),
        scale(type, modifier),
        modifier,
        row.getBoolean("not_null"),
        Optional.ofNullable(row.getString("default")),
        row.getBoolean("generated"),
        TargetCatalog.texts(row, "labels"),
        List.of());
  }

  private static int length(String type, int modifier) {
    boolean hasLength = type.equals("varchar") || type.equals("bpchar");
    return hasLength && modifier > MODIFIER_OFFSET ? modifier - MODIFIER_OFFSET : 0;
  }

  private static int precision(String type, int modifier) {
    boolean isBounded = type.equals("numeric") && modifier >= MODIFIER_OFFSET;
    return isBounded ? ((modifier - MODIFIER_OFFSET) >> 16) & 0xFFFF : 0;
  }

  private static int scale(String type, int modifier) {
    return switch (type) {
      case "numeric" -> modifier >= MODIFIER_OFFSET ? numericScale(modifier) : 0;
      case "time", "timetz", "timestamp", "timestamptz" ->
          modifier >= 0 ? modifier : DEFAULT_FRACTION_DIGITS;
      default -> 0;
    };
  }

  /** The scale is a signed number of eleven bits. */
  private static int numericScale(int modifier) {
    return (((modifier - MODIFIER_OFFSET) & 0x7FF) ^ 0x400) - 0x400;
  }
}
