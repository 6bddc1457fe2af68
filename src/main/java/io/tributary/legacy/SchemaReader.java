package io.tributary.legacy;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.legacy.SchemaQueries.ForeignKeyPart;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the catalog of a whole legacy database, on one connection. */
final class SchemaReader {

  /** Drivers and catalogs state the length of (max) types as a number from here up. */
  private static final long UNBOUNDED = 1_000_000_000;

  private final Dialect dialect;
  private final SchemaQueries queries;
  private final Connection connection;

  private final Map<LegacyTable.Name, List<LegacySchema.Column>> columns = new LinkedHashMap<>();
  private final Map<LegacyTable.Name, Map<String, LegacySchema.Index>> indexes =
      new LinkedHashMap<>();
  private final Map<LegacyTable.Name, Map<String, LegacySchema.ForeignKey>> foreignKeys =
      new LinkedHashMap<>();

  SchemaReader(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.queries = dialect.schemaQueries();
    this.connection = connection;
  }

  LegacySchema read() throws SQLException {
    each(queries.columnsSql(), this::addColumn);
    each(queries.indexesSql(), this::addIndexColumn);
    queries.foreignKeys(connection).forEach(this::addForeignKeyColumn);
    List<LegacySchema.Table> tables = new ArrayList<>();
    List<LegacyTable.Name> views = new ArrayList<>();
    each(
        queries.tablesSql(),
        row -> {
          LegacyTable.Name name = name(row);
          if (row.getInt(3) == 1) {
            views.add(name);
          } else {
            tables.add(table(name, row.getLong(4)));
          }
        });
    return new LegacySchema(List.copyOf(tables), List.copyOf(views));
  }

  private LegacySchema.Table table(LegacyTable.Name name, long rows) {
    return new LegacySchema.Table(
        name,
        rows,
        List.copyOf(columns.getOrDefault(name, List.of())),
        List.copyOf(indexes.getOrDefault(name, Map.of()).values()),
        List.copyOf(foreignKeys.getOrDefault(name, Map.of()).values()));
  }

  private void addColumn(ResultSet row) throws SQLException {
    String type = row.getString(4);
    boolean nullable = row.getInt(7) == 1;
    long length = row.getLong(5);
    int scale = row.getInt(6);
    Optional<SourceColumn> readAs = Optional.empty();
    Optional<SourceType> sourceType = dialect.sourceType(type);
    if (sourceType.isPresent()) {
      readAs =
          Optional.of(column(row.getString(3), type, sourceType.get(), length, scale, nullable));
    }
    columns
        .computeIfAbsent(name(row), n -> new ArrayList<>())
        .add(
            new LegacySchema.Column(
                row.getString(3),
                type,
                readAs,
                nullable,
                Optional.ofNullable(row.getString(8)),
                Optional.ofNullable(row.getString(9))));
  }

  private SourceColumn column(
      String name, String typeName, SourceType type, long length, int scale, boolean nullable) {
    int bound =
        switch (type) {
          case TEXT, BYTES, DECIMAL -> length >= UNBOUNDED ? 0 : (int) length;
          case BOOLEAN, INTEGER, REAL, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, UUID -> 0;
        };
    int digits =
        switch (type) {
          case DECIMAL, TIME, TIMESTAMP, TIMESTAMPTZ -> scale;
          case BOOLEAN, INTEGER, REAL, DOUBLE, TEXT, DATE, UUID, BYTES -> 0;
        };
    return new SourceColumn(
        name, type, dialect.sqlType(typeName, bound, digits), bound, digits, nullable);
  }

  private void addIndexColumn(ResultSet row) throws SQLException {
    Map<String, LegacySchema.Index> ofTable =
        indexes.computeIfAbsent(name(row), n -> new LinkedHashMap<>());
    LegacySchema.Index before = ofTable.get(row.getString(3));
    ofTable.put(
        row.getString(3),
        new LegacySchema.Index(
            row.getString(3),
            row.getInt(4) == 1,
            row.getInt(5) == 1,
            row.getInt(6) == 1,
            plus(before == null ? List.of() : before.columns(), row.getString(7))));
  }

  private void addForeignKeyColumn(ForeignKeyPart part) {
    Map<String, LegacySchema.ForeignKey> ofTable =
        foreignKeys.computeIfAbsent(part.child(), n -> new LinkedHashMap<>());
    LegacySchema.ForeignKey before = ofTable.get(part.name());
    ofTable.put(
        part.name(),
        new LegacySchema.ForeignKey(
            part.name(),
            plus(before == null ? List.of() : before.columns(), part.column()),
            part.parent(),
            plus(before == null ? List.of() : before.parentColumns(), part.parentColumn()),
            part.enforced()));
  }

  private static List<String> plus(List<String> list, String last) {
    List<String> longer = new ArrayList<>(list);
    longer.add(last);
    return List.copyOf(longer);
  }

  private static LegacyTable.Name name(ResultSet row) throws SQLException {
    return new LegacyTable.Name(row.getString(1), row.getString(2));
  }

  @FunctionalInterface
  private interface RowTaker {
    void take(ResultSet row) throws SQLException;
  }

  private void each(String sql, RowTaker taker) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        taker.take(rows);
      }
    }
  }
}
