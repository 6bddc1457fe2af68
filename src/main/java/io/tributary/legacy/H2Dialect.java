package io.tributary.legacy;

import static java.util.stream.Collectors.joining;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.batch.WhiteSpace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** H2 in SQL Server mode: the demo's districts and the tests. */
final class H2Dialect implements Dialect {

  /** H2's number for snapshot isolation; not one of JDBC's own levels. */
  private static final int TRANSACTION_SNAPSHOT = 6;

  @Override
  public String server(io.tributary.manifest.Connection connection) {
    return connection.url().split(";", 2)[0];
  }

  @Override
  public Optional<String> exposure(io.tributary.manifest.Connection connection) {
    return Optional.empty();
  }

  @Override
  public Optional<String> identitySql() {
    return Optional.empty();
  }

  @Override
  public Map<String, String> defaultProperties() {
    return Map.of();
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    connection.setTransactionIsolation(TRANSACTION_SNAPSHOT);
  }

  /** Double quotes, since H2's brackets cannot hold a closing bracket. */
  @Override
  public String quote(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  @Override
  public String countFunction() {
    return "COUNT(*)";
  }

  @Override
  public String textUnits(String text) {
    return "CAST(CHAR_LENGTH(" + text + ") AS DECIMAL(38, 0))";
  }

  /** H2's regular expressions are those of Java. */
  @Override
  public String isFilled(String text) {
    return WhiteSpace.characters()
        .mapToObj("\\u%04x"::formatted)
        .collect(joining("", "REGEXP_LIKE(" + text + ", '[^", "]')"));
  }

  @Override
  public String secondsSince2000(String time) {
    return "CAST(DATEDIFF(SECOND, TIMESTAMP '2000-01-01 00:00:00', "
        + time
        + ") AS DECIMAL(38, 0))";
  }

  @Override
  public String tablesSql(int tables) {
    return """
        SELECT asked.number, t.TABLE_SCHEMA, t.TABLE_NAME, c.INDEX_NAME, c.COLUMN_NAME,
          c.ORDINAL_POSITION, CAST(c.IS_UNIQUE AS INT)
        FROM %s
        JOIN INFORMATION_SCHEMA.TABLES AS t
          ON LOWER(t.TABLE_SCHEMA) = LOWER(asked.schema_name)
          AND LOWER(t.TABLE_NAME) = LOWER(asked.table_name)
        LEFT JOIN INFORMATION_SCHEMA.INDEX_COLUMNS AS c
          ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME"""
        .formatted(Dialect.askedTables(tables, "VARCHAR(128)"));
  }

  @Override
  public String rowEstimatesSql() {
    return """
        SELECT TABLE_SCHEMA, TABLE_NAME, ROW_COUNT_ESTIMATE
        FROM INFORMATION_SCHEMA.TABLES
        WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA <> 'INFORMATION_SCHEMA'""";
  }

  @Override
  public PlanReader planReader() {
    return new H2PlanReader(this);
  }

  @Override
  public SchemaQueries schemaQueries() {
    return new H2SchemaQueries();
  }

  @Override
  public Optional<SourceType> sourceType(String typeName) {
    return Optional.ofNullable(
        switch (typeName) {
          case "BOOLEAN" -> SourceType.BOOLEAN;
          case "TINYINT", "SMALLINT", "INTEGER", "BIGINT" -> SourceType.INTEGER;
          case "NUMERIC", "DECIMAL" -> SourceType.DECIMAL;
          case "REAL" -> SourceType.REAL;
          case "DOUBLE PRECISION" -> SourceType.DOUBLE;
          case "CHARACTER", "CHARACTER VARYING", "VARCHAR_IGNORECASE", "CHARACTER LARGE OBJECT" ->
              SourceType.TEXT;
          case "GEOMETRY" -> SourceType.TEXT;
          case "DATE" -> SourceType.DATE;
          case "TIME" -> SourceType.TIME;
          case "TIMESTAMP" -> SourceType.TIMESTAMP;
          case "TIMESTAMP WITH TIME ZONE" -> SourceType.TIMESTAMPTZ;
          case "UUID" -> SourceType.UUID;
          case "BINARY", "BINARY VARYING", "BINARY LARGE OBJECT" -> SourceType.BYTES;
          default -> null;
        });
  }

  @Override
  public Optional<String> readable(SourceColumn column, String quoted) {
    if (!isSpatial(column.sqlType())) {
      return Optional.empty();
    }
    boolean asBytes = column.type() == SourceType.BYTES;
    return Optional.of(
        "CAST(" + quoted + " AS " + (asBytes ? "BINARY VARYING" : "CHARACTER VARYING") + ")");
  }

  @Override
  public boolean isSpatial(String typeName) {
    return typeName.equals("GEOMETRY");
  }

  @Override
  public String sqlType(String typeName, int length, int scale) {
    return switch (typeName) {
      case "CHARACTER", "CHARACTER VARYING", "VARCHAR_IGNORECASE", "BINARY", "BINARY VARYING" ->
          length == 0 ? typeName : typeName + "(" + length + ")";
      case "NUMERIC", "DECIMAL" -> typeName + "(" + length + ", " + scale + ")";
      case "TIME", "TIMESTAMP" -> typeName + "(" + scale + ")";
      case "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP(" + scale + ") WITH TIME ZONE";
      default -> typeName;
    };
  }
}
