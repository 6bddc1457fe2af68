package io.tributary.rollback;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A foreign key, from whatever schema, to a target table.
 *
 * @param name its name
 * @param schema of the table that refers
 * @param table the table that refers
 * @param columns its columns, in order
 * @param referenced the columns they refer to
 * @param refuses whether it refuses a delete; else it deletes or changes the referring rows
 */
record ReferencingKey(
    String name,
    String schema,
    String table,
    List<String> columns,
    List<String> referenced,
    boolean refuses) {

  /** The foreign keys to a table. */
  static List<ReferencingKey> to(Connection connection, OwnTable table) throws SQLException {
    String sql =
        """
        SELECT k."conname", n."nspname", r."relname", k."confdeltype" IN ('a', 'r') AS "refuses",
               ARRAY(SELECT a."attname"::text
                     FROM unnest(k."conkey") WITH ORDINALITY AS c ("attnum", "i")
                     JOIN pg_attribute a ON a."attrelid" = k."conrelid" AND a."attnum" = c."attnum"
                     ORDER BY c."i") AS "columns",
               ARRAY(SELECT a."attname"::text
                     FROM unnest(k."confkey") WITH ORDINALITY AS c ("attnum", "i")
                     JOIN pg_attribute a ON a."attrelid" = k."confrelid" AND a."attnum" = c."attnum"
                     ORDER BY c."i") AS "referenced"
        FROM pg_constraint k
        JOIN pg_class r ON r."oid" = k."conrelid"
        JOIN pg_namespace n ON n."oid" = r."relnamespace"
        JOIN pg_class t ON t."oid" = k."confrelid"
        JOIN pg_namespace tn ON tn."oid" = t."relnamespace"
        WHERE k."contype" = 'f' AND tn."nspname" = ? AND t."relname" = ?
          -- A partition of the referring table has a copy of the key; the whole's finds its rows.
          AND NOT EXISTS (SELECT FROM pg_constraint "whole"
                          WHERE "whole"."oid" = k."conparentid"
                            AND "whole"."confrelid" = k."confrelid")
        ORDER BY n."nspname", r."relname", k."conname"
        """;
    List<ReferencingKey> keys = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(
              new ReferencingKey(
                  rows.getString("conname"),
                  rows.getString("nspname"),
                  rows.getString("relname"),
                  List.of((String[]) rows.getArray("columns").getArray()),
                  List.of((String[]) rows.getArray("referenced").getArray()),
                  rows.getBoolean("refuses")));
        }
      }
    }
    return keys;
  }

  /** Whether it is of that table. */
  boolean isOf(OwnTable other) {
    return schema.equals(other.schema()) && table.equals(other.name());
  }

  /** How rows {@code r} of the referring table belong to rows {@code t} of the referenced one. */
  String joined() {
    return IntStream.range(0, columns.size())
        .mapToObj(
            i -> "r." + Quoted.name(columns.get(i)) + " = t." + Quoted.name(referenced.get(i)))
        .collect(Collectors.joining(" AND "));
  }

  String tableSql() {
    return Quoted.name(schema) + "." + Quoted.name(table);
  }

  /** The table and the key, for people. */
  String displayName() {
    return schema + "." + table + " (" + name + ")";
  }
}
