package io.tributary.validate;

import static java.util.stream.Collectors.joining;

import io.tributary.batch.DeferredReference;
import io.tributary.copy.ExpectedRows;
import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The SQL that compares what should be in one target table with what is. */
final class TableComparison {

  private static final String ROW = Quoted.name(ExpectedRows.ROW);

  private final ComparedTable table;

  TableComparison(ComparedTable table) {
    this.table = table;
  }

  /** The table that is compared. */
  ComparedTable table() {
    return table;
  }

  /** A column of a row that is not as it should be. */
  record ColumnDifference(
      int row,
      String id,
      TargetColumn column,
      @Nullable String expected,
      @Nullable String actual) {}

  /** A row that is not there. */
  record MissingRow(int row, String id) {}

  /** Whether the mapping fills the column by which rows are joined. */
  boolean isComparable(ExpectedRows expected) {
    return expected.columns().stream().anyMatch(column -> column.name().equals(table.keyColumn()));
  }

  /** Puts the references that the second pass sets where the mapper has left NULL. */
  void setDeferred(Connection connection, ExpectedRows expected, List<DeferredReference> references)
      throws SQLException {
    Set<String> columns = new HashSet<>();
    references.forEach(reference -> columns.add(reference.column()));
    for (String column : columns) {
      List<DeferredReference> own =
          references.stream().filter(reference -> reference.column().equals(column)).toList();
      String sql =
          """
          UPDATE %s AS e SET %s = d."parent"
          FROM unnest(?::uuid[], ?::uuid[]) AS d ("id", "parent")
          WHERE e.%s = d."id"
          """
              .formatted(expected.sqlName(), Quoted.name(column), table.keyName());
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setArray(1, uuids(connection, own.stream().map(DeferredReference::rowId)));
        statement.setArray(2, uuids(connection, own.stream().map(DeferredReference::parentId)));
        statement.executeUpdate();
      }
    }
  }

  private static Array uuids(Connection connection, Stream<UUID> ids) throws SQLException {
    return connection.createArrayOf("uuid", ids.toArray());
  }

  /**
   * SQL for the target row, with alias {@code t}, that each row {@code e} should be equal to.
   *
   * <p>Where the primary key leads to it, PostgreSQL is made to ask for one row at a time. Against
   * some thousand rows it holds reading the whole table cheaper than its index, right after a load
   * all the more; that is true of one batch, and over all of them the time would grow with the
   * square of the rows.
   */
  private String joinTarget(String join, List<String> columns) {
    String same =
        columns.stream()
            .map(column -> "r.%1$s = e.%1$s".formatted(Quoted.name(column)))
            .collect(joining(" AND "));
    return columns.equals(table.table().primaryKey())
        ? "%s JOIN LATERAL (SELECT * FROM %s AS r WHERE %s LIMIT 1) AS t ON true"
            .formatted(join, Quoted.table(table.table()), same)
        : "%s JOIN %s AS t ON %s"
            .formatted(join, Quoted.table(table.table()), same.replace("r.", "t."));
  }

  private String joinTarget(String join) {
    return joinTarget(join, List.of(table.keyColumn()));
  }

  /**
   * Legacy rows of which a target row is missing or differs in any column. A row that has another
   * value in a further column of the primary key, which a partitioned table must have, counts as
   * missing.
   */
  BitSet differing(Connection connection, ExpectedRows expected) throws SQLException {
    List<String> sent = expected.columns().stream().map(TargetColumn::name).toList();
    boolean byPrimaryKey =
        table.table().primaryKey().contains(table.keyColumn())
            && sent.containsAll(table.table().primaryKey());
    String sql =
        """
        SELECT DISTINCT e.%1$s
        FROM %2$s AS e %3$s
        WHERE t.%4$s IS NULL OR %5$s
        """
            .formatted(
                ROW,
                expected.sqlName(),
                byPrimaryKey ? joinTarget("LEFT", table.table().primaryKey()) : joinTarget("LEFT"),
                table.keyName(),
                expected.columns().stream()
                    .map(column -> SameValue.differs(column, "e", "t"))
                    .collect(joining("\n   OR ")));
    return rows(connection, sql);
  }

  /** Legacy rows of which a target row is there. */
  BitSet present(Connection connection, ExpectedRows expected) throws SQLException {
    return rows(
        connection,
        """
        SELECT DISTINCT e.%s FROM %s AS e %s
        """
            .formatted(ROW, expected.sqlName(), joinTarget("INNER")));
  }

  private static BitSet rows(Connection connection, String sql) throws SQLException {
    BitSet rows = new BitSet();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        rows.set(found.getInt(1));
      }
    }
    return rows;
  }

  /** Target rows that are missing. */
  List<MissingRow> missing(Connection connection, ExpectedRows expected) throws SQLException {
    String sql =
        """
        SELECT e.%1$s, e.%4$s::text
        FROM %2$s AS e %3$s
        WHERE t.%4$s IS NULL
        ORDER BY 1, 2
        """
            .formatted(ROW, expected.sqlName(), joinTarget("LEFT"), table.keyName());
    List<MissingRow> missing = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        missing.add(new MissingRow(found.getInt(1), found.getString(2)));
      }
    }
    return missing;
  }

  /** Columns of target rows that are there and hold something else. */
  List<ColumnDifference> columnDifferences(Connection connection, ExpectedRows expected)
      throws SQLException {
    List<TargetColumn> columns = expected.columns();
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      String name = Quoted.name(columns.get(i).name());
      values
          .append(i == 0 ? "" : ",\n")
          .append(
              "(%d, %s, e.%s::text, t.%s::text)"
                  .formatted(i, SameValue.differs(columns.get(i), "e", "t"), name, name));
    }
    String sql =
        """
        SELECT e.%1$s, e.%4$s::text, c."i", c."expected", c."actual"
        FROM %2$s AS e
        %3$s
        CROSS JOIN LATERAL (VALUES %5$s) AS c ("i", "differs", "expected", "actual")
        WHERE c."differs"
        ORDER BY 1, 2, 3
        """
            .formatted(ROW, expected.sqlName(), joinTarget("INNER"), table.keyName(), values);
    List<ColumnDifference> differences = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        differences.add(
            new ColumnDifference(
                found.getInt(1),
                found.getString(2),
                columns.get(found.getInt(3)),
                found.getString(4),
                found.getString(5)));
      }
    }
    return differences;
  }
}
