package io.tributary.scenarios;

import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that a database holds, as text: two that are equal differ in nothing. */
final class DatabaseContents {

  private static final String RELATIONS =
      """
      SELECT "n"."nspname" AS "schema", quote_ident("n"."nspname") || '.'
             || quote_ident("c"."relname") AS "name", "c"."relkind"
        FROM "pg_namespace" "n"
        LEFT JOIN "pg_class" "c" ON "c"."relnamespace" = "n"."oid"
       WHERE "n"."nspname" <> 'information_schema' AND "n"."nspname" NOT LIKE 'pg\\_%'
      """;

  private DatabaseContents() {}

  /** Definitions, rows and sequences of a legacy database. */
  static List<String> of(TestLegacy legacy) {
    return legacy.query("SCRIPT");
  }

  /** Schemas, relations, rows and sequences of a service database, as the superuser sees them. */
  static Map<String, List<String>> of(TestPostgres postgres) {
    try (Connection connection = postgres.superuser();
        Statement statement = connection.createStatement()) {
      Map<String, List<String>> contents = new TreeMap<>();
      Map<String, String> queries = new TreeMap<>();
      try (ResultSet relations = statement.executeQuery(RELATIONS)) {
        while (relations.next()) {
          contents.put(relations.getString("schema"), List.of());
          String name = relations.getString("name");
          if (name != null) {
            queries.put(name, query(relations.getString("relkind"), name));
          }
        }
      }
      for (var query : queries.entrySet()) {
        contents.put(query.getKey(), lines(statement, query.getValue()));
      }
      return contents;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String query(String kind, String name) {
    return switch (kind) {
      case "r", "p", "v" -> "SELECT r::text FROM %s r ORDER BY 1".formatted(name);
      case "S" -> "SELECT last_value || ' ' || is_called FROM %s".formatted(name);
      default -> "SELECT '%s'".formatted(kind);
    };
  }

  /** A query's rows as the superuser sees them, whom row-level security does not bind. */
  static List<String> query(TestPostgres postgres, String sql) {
    try (Connection connection = postgres.superuser();
        Statement statement = connection.createStatement()) {
      return lines(statement, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a query, values joined by {@code |}, NULL as {@code ∅}. */
  static List<String> lines(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          String value = rows.getString(i);
          values.add(value == null ? "∅" : value);
        }
        lines.add(String.join("|", values));
      }
      return lines;
    }
  }
}
