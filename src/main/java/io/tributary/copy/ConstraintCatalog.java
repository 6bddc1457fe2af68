package io.tributary.copy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks up the constraints and unique indexes that refusals name, each once. */
final class ConstraintCatalog {

  private static final String CONSTRAINT =
      """
      SELECT "k"."contype" IS NOT DISTINCT FROM 'p' AS "primary",
             ARRAY(SELECT "a"."attname"::text
                     FROM unnest(COALESCE("k"."conkey", "i"."indkey"::int2[]))
                          WITH ORDINALITY AS "key"("attnum", "position")
                     JOIN "pg_attribute" "a"
                       ON "a"."attrelid" = "t"."oid" AND "a"."attnum" = "key"."attnum"
                    ORDER BY "key"."position") AS "columns"
        FROM "pg_class" "t"
        JOIN "pg_namespace" "n" ON "n"."oid" = "t"."relnamespace"
        LEFT JOIN "pg_constraint" "k" ON "k"."conrelid" = "t"."oid" AND "k"."conname" = ?
        LEFT JOIN ("pg_index" "i" JOIN "pg_class" "index" ON "index"."oid" = "i"."indexrelid")
          ON "i"."indrelid" = "t"."oid" AND "index"."relname" = ?
       WHERE "n"."nspname" = ? AND "t"."relname" = ?
      """;

  private final Connection connection;
  private final Map<Name, Optional<Constraint>> found = new HashMap<>();

  private record Name(String schema, String table, String constraint) {}

  /**
   * A constraint.
   *
   * @param primaryKey whether it is the primary key
   * @param columns those it is about; expressions are left out
   */
  record Constraint(boolean primaryKey, List<String> columns) {}

  ConstraintCatalog(Connection connection) {
    this.connection = connection;
  }

  /** The constraint or unique index of that name; empty if the table has none. */
  Optional<Constraint> find(String schema, String table, String constraint) throws SQLException {
    Name name = new Name(schema, table, constraint);
    Optional<Constraint> known = found.get(name);
    if (known == null) {
      known = read(name);
      found.put(name, known);
    }
    return known;
  }

  private Optional<Constraint> read(Name name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CONSTRAINT)) {
      statement.setString(1, name.constraint);
      statement.setString(2, name.constraint);
      statement.setString(3, name.schema);
      statement.setString(4, name.table);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Constraint(rows.getBoolean("primary"), TargetCatalog.texts(rows, "columns")))
            : Optional.empty();
      }
    }
  }
}
