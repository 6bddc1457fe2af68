package io.tributary.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database that tests ask in plain SQL. Values come as text, as the driver prints them, NULL as
 * null; {@code ?} stand for parameters, and a {@code String[]} for an array.
 */
public final class SqlDatabase {

  private final String name;
  private final DataSource source;

  /** A database, with what failures call it. */
  SqlDatabase(String name, DataSource source) {
    this.name = name;
    this.source = source;
  }

  /** What to make of a row. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** Reads the current row. */
    T read(ResultSet row) throws SQLException;
  }

  /** A connection, to be closed: for what takes more than one statement. */
  public Connection connect() {
    try {
      return source.getConnection();
    } catch (SQLException e) {
      throw failed("cannot be reached", e);
    }
  }

  /** All rows. */
  public <T> List<T> rows(String sql, RowReader<T> reader, Object... parameters) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        Object value = parameters[i];
        statement.setObject(
            i + 1,
            value instanceof String[] texts ? connection.createArrayOf("text", texts) : value);
      }
      List<T> all = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.add(reader.read(rows));
        }
      }
      return all;
    } catch (SQLException e) {
      throw failed("refuses " + sql, e);
    }
  }

  /** The rows of a query, values joined by {@code |}, NULL as {@code ∅}. */
  public List<String> lines(String sql, Object... parameters) {
    return rows(sql, TestPostgres::text, parameters);
  }

  /** The rows of a query that has no row twice; the set is the caller's to change. */
  public Set<String> set(String sql, Object... parameters) {
    List<String> lines = lines(sql, parameters);
    Set<String> set = new TreeSet<>(lines);
    require(set.size() == lines.size(), () -> "has a row twice: " + sql);
    return set;
  }

  /** The current row as {@link #lines} has it. */
  public static String line(ResultSet row) throws SQLException {
    return TestPostgres.text(row);
  }

  /** The first column's values, none twice or NULL, each with the second's. */
  public Map<String, @Nullable String> pairs(String sql, Object... parameters) {
    Map<String, @Nullable String> pairs = new LinkedHashMap<>();
    rows(
        sql,
        row -> {
          String key = row.getString(1);
          require(key != null, () -> "has a key that is NULL: " + sql);
          String value = row.getString(2);
          require(!pairs.containsKey(key), () -> "has key " + key + " twice: " + sql);
          return pairs.put(key, value);
        },
        parameters);
    return pairs;
  }

  /** The number that is the answer. */
  public long number(String sql, Object... parameters) {
    List<Long> numbers = rows(sql, row -> row.getLong(1), parameters);
    require(numbers.size() == 1, () -> "has " + numbers.size() + " answers to " + sql);
    return numbers.get(0);
  }

  private void require(boolean condition, Supplier<String> otherwise) {
    if (!condition) {
      throw new AssertionError(name + " " + otherwise.get());
    }
  }

  private IllegalStateException failed(String what, SQLException cause) {
    return new IllegalStateException(name + " " + what + ": " + cause.getMessage(), cause);
  }
}
