package io.tributary.legacy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * H2's information schema. Its views are joined here where there are many rows: H2 would make the
 * inner view anew for each row of the outer.
 */
final class H2SchemaQueries implements SchemaQueries {

  private static final String CONSTRAINTS =
      """
      SELECT CONSTRAINT_SCHEMA, CONSTRAINT_NAME, UNIQUE_CONSTRAINT_SCHEMA, UNIQUE_CONSTRAINT_NAME
      FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS
      ORDER BY CONSTRAINT_SCHEMA, CONSTRAINT_NAME""";

  private static final String CONSTRAINT_COLUMNS =
      """
      SELECT CONSTRAINT_SCHEMA, CONSTRAINT_NAME, TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME,
        POSITION_IN_UNIQUE_CONSTRAINT
      FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE
      ORDER BY CONSTRAINT_SCHEMA, CONSTRAINT_NAME, ORDINAL_POSITION""";

  private record Constraint(String schema, String name) {}

  private record Part(LegacyTable.Name table, String column, int positionInParent) {}

  @Override
  public String tablesSql() {
    return """
        SELECT TABLE_SCHEMA, TABLE_NAME, CASE TABLE_TYPE WHEN 'VIEW' THEN 1 ELSE 0 END,
          COALESCE(ROW_COUNT_ESTIMATE, 0)
        FROM INFORMATION_SCHEMA.TABLES
        WHERE TABLE_SCHEMA <> 'INFORMATION_SCHEMA' AND TABLE_TYPE IN ('BASE TABLE', 'VIEW')
        ORDER BY TABLE_SCHEMA, TABLE_NAME""";
  }

  @Override
  public String columnsSql() {
    return """
        SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE,
          COALESCE(CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, 0),
          COALESCE(NUMERIC_SCALE, DATETIME_PRECISION, 0),
          CASE IS_NULLABLE WHEN 'YES' THEN 1 ELSE 0 END,
          CASE IS_GENERATED WHEN 'ALWAYS' THEN GENERATION_EXPRESSION END, COLUMN_DEFAULT
        FROM INFORMATION_SCHEMA.COLUMNS
        WHERE TABLE_SCHEMA <> 'INFORMATION_SCHEMA' AND IS_VISIBLE
        ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION""";
  }

  @Override
  public String indexesSql() {
    return """
        SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME,
          CASE WHEN (INDEX_SCHEMA, INDEX_NAME) IN (
            SELECT INDEX_SCHEMA, INDEX_NAME
            FROM INFORMATION_SCHEMA.INDEXES
            WHERE INDEX_TYPE_NAME LIKE 'PRIMARY KEY%'
          ) THEN 1 ELSE 0 END,
          CASE WHEN IS_UNIQUE THEN 1 ELSE 0 END, 0, COLUMN_NAME
        FROM INFORMATION_SCHEMA.INDEX_COLUMNS
        WHERE TABLE_SCHEMA <> 'INFORMATION_SCHEMA'
        ORDER BY TABLE_SCHEMA, TABLE_NAME, 4 DESC, INDEX_NAME, ORDINAL_POSITION""";
  }

  @Override
  public List<ForeignKeyPart> foreignKeys(Connection connection) throws SQLException {
    List<ForeignKeyPart> found = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      Map<Constraint, List<Part>> parts = parts(statement);
      try (ResultSet rows = statement.executeQuery(CONSTRAINTS)) {
        while (rows.next()) {
          List<Part> parents = parts.get(new Constraint(rows.getString(3), rows.getString(4)));
          for (Part child : parts.get(new Constraint(rows.getString(1), rows.getString(2)))) {
            Part parent = parents.get(child.positionInParent - 1);
            found.add(
                new ForeignKeyPart(
                    child.table,
                    rows.getString(2),
                    child.column,
                    parent.table,
                    parent.column,
                    true));
          }
        }
      }
    }
    return found;
  }

  private static Map<Constraint, List<Part>> parts(Statement statement) throws SQLException {
    Map<Constraint, List<Part>> parts = new HashMap<>();
    try (ResultSet rows = statement.executeQuery(CONSTRAINT_COLUMNS)) {
      while (rows.next()) {
        parts
            .computeIfAbsent(
                new Constraint(rows.getString(1), rows.getString(2)), c -> new ArrayList<>())
            .add(
                new Part(
                    new LegacyTable.Name(rows.getString(3), rows.getString(4)),
                    rows.getString(5),
                    rows.getInt(6)));
      }
    }
    return parts;
  }
}
