package io.tributary.copy;

import static java.util.stream.Collectors.joining;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a batch out of target tables that are not what its rows were encoded for. Binary COPY has
 * no types in it: sent to a column of another type of the same width, a value would be taken for
 * something else without an error.
 *
 * <p>The lock is the one that COPY and INSERT take anyway. Held first, nobody can alter the tables
 * between the look at the catalog and the transaction's end.
 *
 * <p>A column that must have a value now is no other column: rows without one are refused by
 * PostgreSQL itself, each alone.
 */
public final class DriftGuard {

  private static final String UNDEFINED_TABLE = "42P01";
  private static final String UNDEFINED_SCHEMA = "3F000";

  private static final String COLUMNS =
      """
      SELECT "a"."attname", format_type("a"."atttypid", "a"."atttypmod"),
             "a"."attgenerated" <> '' OR "a"."attidentity" = 'a'
        FROM "pg_attribute" "a"
       WHERE "a"."attrelid" = to_regclass(?) AND "a"."attnum" > 0 AND NOT "a"."attisdropped"
       ORDER BY "a"."attnum"
      """;

  private DriftGuard() {}

  private record Column(String name, String type, boolean generated) {

    @Override
    public String toString() {
      return type + (generated ? " GENERATED" : "");
    }
  }

  /**
   * Locks tables against changes of their columns until the transaction ends, and looks whether
   * they are what they were.
   *
   * @param connection in the transaction that writes
   * @param tables as the mapping was compiled for them
   * @throws MigrationException if a table has changed or is gone; the transaction is to be rolled
   *     back
   */
  public static void requireSame(Connection connection, List<TargetTable> tables)
      throws SQLException {
    if (tables.isEmpty()) {
      return;
    }
    lock(connection, tables);
    for (TargetTable table : tables) {
      List<String> changes = changes(table, columns(connection, table));
      if (!changes.isEmpty()) {
        throw drifted(table.schema() + "." + table.name(), String.join(", ", changes), null);
      }
    }
  }

  /** ONLY: the columns of a partition cannot be altered without those of the whole. */
  private static void lock(Connection connection, List<TargetTable> tables) throws SQLException {
    String names = tables.stream().map(Quoted::table).collect(joining(", ONLY "));
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE ONLY " + names + " IN ROW EXCLUSIVE MODE");
    } catch (SQLException e) {
      if (UNDEFINED_TABLE.equals(e.getSQLState()) || UNDEFINED_SCHEMA.equals(e.getSQLState())) {
        throw drifted(
            tables.stream().map(t -> t.schema() + "." + t.name()).collect(joining(", ")),
            "there is no such table any more",
            e);
      }
      throw e;
    }
  }

  private static Map<String, Column> columns(Connection connection, TargetTable table)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, Quoted.table(table));
      Map<String, Column> columns = new LinkedHashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Column column = new Column(rows.getString(1), rows.getString(2), rows.getBoolean(3));
          columns.put(column.name, column);
        }
      }
      return columns;
    }
  }

  private static List<String> changes(TargetTable table, Map<String, Column> now) {
    List<String> changes = new ArrayList<>();
    for (TargetColumn column : table.columns()) {
      Column known = new Column(column.name(), column.sqlType(), column.generated());
      Optional<Column> found = Optional.ofNullable(now.remove(known.name));
      if (found.isEmpty()) {
        changes.add("column " + known.name + " is gone");
      } else if (!found.get().equals(known)) {
        changes.add("column " + known.name + " was " + known + ", is " + found.get());
      }
    }
    now.keySet().forEach(added -> changes.add("column " + added + " is new"));
    return changes;
  }

  private static MigrationException drifted(String table, String what, @Nullable Throwable cause) {
    return new MigrationException(
        new Problem(
            CopyCode.SCHEMA_DRIFTED,
            table,
            "the target table is not what it was when this run began: " + what,
            "what was committed stays; see `tributary drift check`, mend the manifest or the table,"
                + " and run again"),
        cause);
  }
}
