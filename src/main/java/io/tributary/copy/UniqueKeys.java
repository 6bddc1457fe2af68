package io.tributary.copy;

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

/**
 * The unique keys of target tables besides their primary keys: columns alone, over all rows. Keys
 * over expressions or some rows are left out.
 */
public final class UniqueKeys {

  private static final String KEYS =
      """
      SELECT "c"."relname",
             ARRAY(SELECT "a"."attname"::text
                     FROM unnest("x"."indkey"::int2[]) WITH ORDINALITY AS "key"("attnum", "position")
                     JOIN "pg_attribute" "a"
                       ON "a"."attrelid" = "x"."indrelid" AND "a"."attnum" = "key"."attnum"
                    WHERE "key"."position" <= "x"."indnkeyatts"
                    ORDER BY "key"."position") AS "columns"
        FROM "pg_index" "x"
        JOIN "pg_class" "c" ON "c"."oid" = "x"."indrelid"
        JOIN "pg_namespace" "n" ON "n"."oid" = "c"."relnamespace"
       WHERE "n"."nspname" = ? AND "c"."relname" = ANY (?)
         AND "x"."indisunique" AND NOT "x"."indisprimary"
         AND "x"."indpred" IS NULL AND "x"."indexprs" IS NULL
       ORDER BY "c"."relname", "x"."indexrelid"
      """;

  private final Map<String, List<List<String>>> byTable;

  private UniqueKeys(Map<String, List<List<String>>> byTable) {
    this.byTable = byTable;
  }

  /**
   * Reads those of these tables.
   *
   * @param schema unquoted
   * @param tables unquoted names
   */
  public static UniqueKeys read(Connection connection, String schema, Collection<String> tables)
      throws SQLException {
    Map<String, List<List<String>>> byTable = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(KEYS)) {
      Array wanted = connection.createArrayOf("text", tables.toArray());
      statement.setString(1, schema);
      statement.setArray(2, wanted);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          byTable
              .computeIfAbsent(rows.getString("relname"), name -> new ArrayList<>())
              .add(TargetCatalog.texts(rows, "columns"));
        }
      }
      wanted.free();
    }
    return new UniqueKeys(byTable);
  }

  /** The columns of each key of a table. */
  public List<List<String>> of(String table) {
    return byTable.getOrDefault(table, List.of());
  }
}
