package io.tributary.legacy;

import static java.util.stream.Collectors.toSet;

import io.tributary.batch.KeyShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Entity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Describes what entities read from, on one connection.
 *
 * <p>Columns come from a SELECT of zero rows, for tables and queries alike: what the driver says
 * about a result is what the reader will meet. It carries the entity's filter, so that a mistake in
 * it is found here.
 */
final class Catalog {

  /** Drivers state the length of (max) types as a number from here up. */
  private static final int UNBOUNDED = 1_000_000_000;

  private final Dialect dialect;
  private final SelectSql sql;
  private final String tenant;
  private final Connection connection;

  Catalog(Dialect dialect, String tenant, Connection connection) {
    this.dialect = dialect;
    this.sql = new SelectSql(dialect);
    this.tenant = tenant;
    this.connection = connection;
  }

  /**
   * Describes what an entity reads from.
   *
   * @throws InvalidInputException with all problems, if the table or a key column is missing, or if
   *     a column's type cannot be read and the entity does not ignore it
   */
  LegacyTable describe(Entity entity) throws SQLException {
    if (entity.legacy().table().isEmpty()) {
      return describe(entity, Optional.empty(), List.of());
    }
    Map<String, Index> indexes = new HashMap<>();
    Optional<LegacyTable.Name> name = lookUp(entity, indexes);
    if (name.isEmpty()) {
      throw new InvalidInputException(
          LegacyCode.TABLE_MISSING.at(
              entity.at(),
              "the legacy database of " + tenant + " has no " + entity.legacy().displayName(),
              "mend the table's name or its schema, or look at the login's permissions"));
    }
    return describe(entity, name, indexes.values());
  }

  /**
   * The columns of what was described before, as they are now: one question, answered without a
   * look at a row.
   *
   * @throws InvalidInputException if a column's type cannot be read and the entity does not ignore
   *     it
   */
  List<SourceColumn> columns(Entity entity, Optional<LegacyTable.Name> name) throws SQLException {
    List<Problem> problems = new ArrayList<>();
    List<SourceColumn> columns = columns(entity, sql.zeroRows(entity, name), problems);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
    return columns;
  }

  /** About how many rows each table has, by {@code schema.table} in lower case. */
  Map<String, Long> rowEstimates() throws SQLException {
    Map<String, Long> estimates = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(dialect.rowEstimatesSql())) {
      while (rows.next()) {
        String name = rows.getString(1) + "." + rows.getString(2);
        estimates.put(name.toLowerCase(Locale.ROOT), rows.getLong(3));
      }
    }
    return estimates;
  }

  /**
   * An index over all rows.
   *
   * @param unique whether it is
   * @param columns by their place, in lower case: there are servers whose catalog spells a column
   *     otherwise than the result of a query
   */
  private record Index(boolean unique, SortedMap<Integer, String> columns) {

    boolean proves(List<String> key) {
      return unique && key.containsAll(columns.values());
    }

    boolean orders(List<String> key) {
      List<String> inOrder = List.copyOf(columns.values());
      return inOrder.size() >= key.size() && inOrder.subList(0, key.size()).equals(key);
    }
  }

  private Optional<LegacyTable.Name> lookUp(Entity entity, Map<String, Index> indexes)
      throws SQLException {
    LegacyTable.@Nullable Name name = null;
    try (PreparedStatement statement = connection.prepareStatement(dialect.tableSql())) {
      statement.setString(1, entity.legacy().schema());
      statement.setString(2, entity.legacy().table().orElseThrow());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          name = new LegacyTable.Name(rows.getString(1), rows.getString(2));
          String index = rows.getString(3);
          if (index != null) {
            boolean unique = rows.getInt(6) == 1;
            indexes
                .computeIfAbsent(index, i -> new Index(unique, new TreeMap<>()))
                .columns
                .put(rows.getInt(5), fold(rows.getString(4)));
          }
        }
      }
    }
    return Optional.ofNullable(name);
  }

  private LegacyTable describe(
      Entity entity, Optional<LegacyTable.Name> name, Collection<Index> indexes)
      throws SQLException {
    List<Problem> problems = new ArrayList<>();
    List<SourceColumn> columns = columns(entity, sql.zeroRows(entity, name), problems);
    List<SourceColumn> key = new ArrayList<>();
    for (String part : entity.legacy().key()) {
      keyColumn(entity, part, columns, problems).ifPresent(key::add);
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
    List<String> keyNames = key.stream().map(part -> fold(part.name())).toList();
    return new LegacyTable(
        name,
        columns,
        key,
        indexes.stream().anyMatch(index -> index.proves(keyNames)),
        indexes.stream().anyMatch(index -> index.orders(keyNames)),
        key.stream().noneMatch(SourceColumn::nullable));
  }

  private List<SourceColumn> columns(Entity entity, String zeroRows, List<Problem> problems)
      throws SQLException {
    Set<String> ignored = entity.ignore().stream().map(Catalog::fold).collect(toSet());
    Set<String> seen = new HashSet<>();
    List<SourceColumn> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery(zeroRows)) {
      ResultSetMetaData described = none.getMetaData();
      for (int i = 1; i <= described.getColumnCount(); i++) {
        String name = described.getColumnLabel(i);
        Optional<SourceType> type = dialect.sourceType(described.getColumnTypeName(i));
        if (!seen.add(fold(name))) {
          problems.add(ambiguous(entity, name));
        } else if (type.isPresent()) {
          columns.add(column(described, i, type.get()));
        } else if (!ignored.contains(fold(name))) {
          problems.add(unsupported(entity, name, described.getColumnTypeName(i)));
        }
      }
    }
    return columns;
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

  private Optional<SourceColumn> keyColumn(
      Entity entity, String part, List<SourceColumn> columns, List<Problem> problems) {
    Optional<SourceColumn> found =
        columns.stream().filter(column -> fold(column.name()).equals(fold(part))).findAny();
    if (found.isEmpty()) {
      problems.add(
          LegacyCode.COLUMN_MISSING.at(
              entity.at(),
              where(entity) + " has no key column " + part,
              "name columns of the table as the entity's key"));
    } else if (!KeyShape.canIdentify(found.get().type())) {
      problems.add(
          LegacyCode.KEY_TYPE.at(
              entity.at(),
              "key column " + part + " of " + where(entity) + " is " + found.get().sqlType(),
              "choose a key of integers, decimals, text, GUIDs or dates"));
    }
    return found;
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

  private String where(Entity entity) {
    return entity.legacy().displayName() + " of " + tenant;
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
