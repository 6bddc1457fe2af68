package io.tributary.legacy;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.Problem;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Conversion;
import io.tributary.manifest.Entity;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Describes columns by a SELECT of zero rows, for tables and queries alike: what the driver says
 * about a result is what the reader will meet. It carries the entities' filters, so that a mistake
 * in one is found here.
 */
final class ColumnCatalog {

  /** Drivers state the length of (max) types as a number from here up. */
  private static final int UNBOUNDED = 1_000_000_000;

  /** What stands before an entity's columns in a result that has those of several. */
  private static final String MARK = "tributary:";

  private final Dialect dialect;
  private final SqlParts parts;
  private final String tenant;
  private final Connection connection;

  ColumnCatalog(Dialect dialect, String tenant, Connection connection) {
    this.dialect = dialect;
    this.parts = new SqlParts(dialect);
    this.tenant = tenant;
    this.connection = connection;
  }

  /**
   * What an entity reads from.
   *
   * @param entity the entity
   * @param name the table or view; empty for a query
   */
  record Relation(Entity entity, Optional<LegacyTable.Name> name) {}

  /**
   * The columns of a relation.
   *
   * @param columns those that can be read
   * @param problems what is wrong with others
   */
  record Columns(List<SourceColumn> columns, List<Problem> problems) {}

  /** The columns of a relation. */
  Columns of(Relation relation) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery(zeroRows(relation))) {
      ResultSetMetaData described = none.getMetaData();
      return columns(relation.entity(), described, 1, described.getColumnCount());
    }
  }

  /**
   * The columns of several relations, in one statement.
   *
   * @return by the entity's name
   * @throws SQLException if anything is wrong with any of them
   */
  Map<String, Columns> of(List<Relation> relations) throws SQLException {
    Map<String, Columns> columns = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery(zeroRows(relations))) {
      ResultSetMetaData described = none.getMetaData();
      int last = described.getColumnCount();
      for (int i = relations.size() - 1; i >= 0; i--) {
        int mark = last;
        while (!described.getColumnLabel(mark).equals(MARK + i)) {
          mark--;
        }
        Entity entity = relations.get(i).entity();
        columns.put(entity.name(), columns(entity, described, mark + 1, last));
        last = mark - 1;
      }
    }
    return columns;
  }

  private String zeroRows(Relation relation) {
    Entity entity = relation.entity();
    return "SELECT TOP (0) *"
        + parts.from(entity, relation.name())
        + SqlParts.where(SqlParts.filter(entity));
  }

  /**
   * The tables stand side by side, and not in derived tables, since not every server says of a
   * derived table's column that it cannot be NULL. Filters are for rows with the alias {@code t}.
   */
  private String zeroRows(List<Relation> relations) {
    List<String> filters = new ArrayList<>();
    for (Relation relation : relations) {
      for (String filter : SqlParts.filter(relation.entity())) {
        String rows = parts.from(relation.entity(), relation.name());
        filters.add("EXISTS (SELECT 1" + rows + SqlParts.where(List.of(filter)) + ")");
      }
    }
    return "SELECT TOP (0) "
        + IntStream.range(0, relations.size())
            .mapToObj(i -> i + " AS " + dialect.quote(MARK + i) + ", d" + i + ".*")
            .collect(joining(", "))
        + "\nFROM "
        + IntStream.range(0, relations.size())
            .mapToObj(i -> relation(relations.get(i)) + " AS d" + i)
            .collect(joining("\n  CROSS JOIN "))
        + SqlParts.where(filters);
  }

  private String relation(Relation relation) {
    return parts.relation(relation.entity(), relation.name());
  }

  private Columns columns(Entity entity, ResultSetMetaData described, int first, int last)
      throws SQLException {
    Set<String> ignored = entity.ignore().stream().map(ColumnCatalog::fold).collect(toSet());
    Set<String> asBytes = asBytes(entity);
    Set<String> seen = new HashSet<>();
    List<SourceColumn> columns = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      String name = described.getColumnLabel(i);
      String typeName = described.getColumnTypeName(i);
      Optional<SourceType> type = dialect.sourceType(typeName);
      if (!seen.add(fold(name))) {
        problems.add(ambiguous(entity, name));
      } else if (type.isPresent() && !asBytes.contains(fold(name))) {
        columns.add(column(described, i, type.get()));
      } else if (type.isPresent() && dialect.isSpatial(typeName)) {
        columns.add(column(described, i, SourceType.BYTES));
      } else if (type.isPresent()) {
        problems.add(notSpatial(entity, name, typeName));
      } else if (!ignored.contains(fold(name))) {
        problems.add(unsupported(entity, name, typeName));
      }
    }
    return new Columns(columns, problems);
  }

  /** The columns that the manifest wants as bytes, though they have a text as well. */
  private static Set<String> asBytes(Entity entity) {
    Set<String> wanted = new HashSet<>();
    RowPlan.mappings(entity)
        .filter(mapping -> mapping.as().filter(as -> as.to() == Conversion.To.EWKB).isPresent())
        .map(ColumnMapping::source)
        .forEach(
            source -> {
              if (source instanceof ValueSource.From from) {
                wanted.add(fold(from.column()));
              }
            });
    return wanted;
  }

  private SourceColumn column(ResultSetMetaData described, int i, SourceType type)
      throws SQLException {
    int precision = described.getPrecision(i);
    int length =
        switch (type) {
          case TEXT, BYTES -> precision >= UNBOUNDED ? 0 : precision;
          case DECIMAL -> precision;
          case BOOLEAN, INTEGER, REAL, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, UUID -> 0;
        };
    int scale =
        switch (type) {
          case DECIMAL, TIME, TIMESTAMP, TIMESTAMPTZ -> described.getScale(i);
          case BOOLEAN, INTEGER, REAL, DOUBLE, TEXT, DATE, UUID, BYTES -> 0;
        };
    return new SourceColumn(
        described.getColumnLabel(i),
        type,
        dialect.sqlType(described.getColumnTypeName(i), length, scale),
        length,
        scale,
        described.isNullable(i) != ResultSetMetaData.columnNoNulls);
  }

  private Problem ambiguous(Entity entity, String column) {
    return LegacyCode.COLUMN_AMBIGUOUS.at(
        entity.at(),
        where(entity) + " has column " + column + " twice, in other case",
        "read a query that gives the columns names of their own");
  }

  private Problem unsupported(Entity entity, String column, String type) {
    return LegacyCode.TYPE_UNSUPPORTED.at(
        entity.at(),
        "column " + column + " of " + where(entity) + " is " + type + ", which cannot be read",
        "add it to the entity's ignore, or read a query that casts it");
  }

  private Problem notSpatial(Entity entity, String column, String type) {
    return LegacyCode.NOT_SPATIAL.at(
        entity.at(),
        "column " + column + " of " + where(entity) + " is " + type + ", and has no EWKB",
        "take `as: ewkb` away: it is for geometry and geography");
  }

  private String where(Entity entity) {
    return entity.legacy().displayName() + " of " + tenant;
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
