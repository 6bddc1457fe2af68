package io.tributary.copy;

import static java.util.stream.Collectors.joining;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * A temporary table beside a target table: the number of the legacy row, then the columns that are
 * sent, of the same types but without constraints.
 *
 * <p>PostgreSQL keeps it as long as the connection and empties it at COMMIT. Its name is a hash of
 * the target and the columns, so that another shape makes another table.
 */
final class StagingTable {

  /** No target column is called so: it has a blank. */
  static final String LEGACY_ROW = "legacy row";

  /** The types of {@link ColumnEncoders} that are in every database. */
  private static final Set<String> BUILT_IN =
      Set.of(
          "bool",
          "int2",
          "int4",
          "int8",
          "float4",
          "float8",
          "numeric",
          "text",
          "varchar",
          "bpchar",
          "date",
          "time",
          "timestamp",
          "timestamptz",
          "uuid",
          "bytea",
          "json",
          "jsonb",
          "xml");

  private final TargetTable target;
  private final List<String> columns;
  private final String shape;
  private final Optional<String> tenantColumn;
  private final String stage;
  private final boolean targetIsPartitioned;

  private StagingTable(
      TargetTable target,
      List<TargetColumn> columns,
      Function<TargetColumn, String> selected,
      Optional<String> tenantColumn,
      boolean targetIsPartitioned) {
    this.target = target;
    this.columns = columns.stream().map(TargetColumn::name).toList();
    this.shape = columns.stream().map(selected).collect(joining(", "));
    this.tenantColumn = tenantColumn.filter(this.columns::contains);
    this.stage = "pg_temp." + Quoted.name("stage_" + hash(target, columns, shape));
    this.targetIsPartitioned = targetIsPartitioned;
  }

  /**
   * The staging table for these columns of a target table: made, unless this connection has it, and
   * emptied of what an earlier batch of the transaction left.
   *
   * @param tenantColumn a row is merged only into one that has the same value in it
   * @throws MigrationException if there is no primary key to merge on among the columns
   */
  static StagingTable prepare(
      Connection connection,
      TargetTable target,
      List<TargetColumn> columns,
      Optional<String> tenantColumn)
      throws SQLException {
    requirePrimaryKey(target, columns);
    StagingTable table =
        new StagingTable(
            target,
            columns,
            column -> Quoted.name(column.name()),
            tenantColumn,
            isPartitioned(connection, target));
    table.createEmpty(connection);
    return table;
  }

  /**
   * The same for rows that are only looked at: no primary key is needed, and a column of a domain
   * is of its base type, so that the domain's own checks don't keep the rows from being looked at.
   */
  static StagingTable forSearch(Connection connection, TableSlices slices) throws SQLException {
    StagingTable table =
        new StagingTable(
            slices.table(), slices.columns(), StagingTable::undomained, Optional.empty(), false);
    table.createEmpty(connection);
    return table;
  }

  private static String undomained(TargetColumn column) {
    String name = Quoted.name(column.name());
    boolean isBuiltIn = !column.array() && BUILT_IN.contains(column.type());
    return isBuiltIn ? name + "::pg_catalog." + Quoted.name(column.type()) + " AS " + name : name;
  }

  /** Its name, as it stands in SQL. */
  String sqlName() {
    return stage;
  }

  private static void requirePrimaryKey(TargetTable target, List<TargetColumn> columns) {
    List<String> key = target.primaryKey();
    boolean isSent = columns.stream().map(TargetColumn::name).toList().containsAll(key);
    if (key.isEmpty() || !isSent) {
      throw new MigrationException(
          new Problem(
              CopyCode.NO_PRIMARY_KEY,
              target.schema() + "." + target.name(),
              key.isEmpty()
                  ? "the table has no primary key, so that rows can only be copied into it while"
                      + " it holds none"
                  : "the mapping leaves out part of the primary key "
                      + key
                      + ", so that rows cannot be merged",
              "give the table a primary key and map all of it, or empty the table first"),
          null);
    }
  }

  private static boolean isPartitioned(Connection connection, TargetTable target)
      throws SQLException {
    String sql =
        """
        SELECT "relkind" = 'p' FROM "pg_class" WHERE "oid" = CAST(? AS regclass)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, Quoted.table(target));
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }

  private static String hash(TargetTable target, List<TargetColumn> columns, String selected) {
    String shape =
        columns.stream()
            .map(c -> c.name() + '\u0000' + c.sqlType() + '\u0000' + c.elementOid())
            .collect(
                joining("\u0000", target.schema() + '\u0000' + target.name() + '\u0000', selected));
    return UUID.nameUUIDFromBytes(shape.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private void createEmpty(Connection connection) throws SQLException {
    String sql =
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS %1$s ON COMMIT DELETE ROWS
            AS SELECT 0::int4 AS %2$s, %3$s FROM %4$s WITH NO DATA;
        DELETE FROM %1$s
        """
            .formatted(stage, Quoted.name(LEGACY_ROW), shape, Quoted.table(target));
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Stages the pending target rows of legacy rows {@code from} to before {@code to}. */
  void fill(Connection connection, TableSlices slices, int from, int to) throws SQLException {
    String sql =
        """
        COPY %s (%s, %s) FROM STDIN (FORMAT binary)
        """
            .formatted(stage, Quoted.name(LEGACY_ROW), Quoted.list(columns));
    try (CopyStream stream = CopyStream.open(connection, sql)) {
      slices.forEachRun(
          from,
          to,
          (rows, first, end) -> {
            for (int i = first; i < end; i++) {
              NumberedRows.write(rows, i, stream);
            }
          });
      slices.checkCount("staged", slices.targetRows(from, to), stream.finish());
    }
  }

  /** Unstages what these legacy rows have in it. */
  void takeOut(Connection connection, BitSet legacyRows) throws SQLException {
    String sql =
        """
        DELETE FROM %s WHERE %s = ANY (?)
        """
            .formatted(stage, Quoted.name(LEGACY_ROW));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Array rows = connection.createArrayOf("int4", legacyRows.stream().boxed().toArray());
      statement.setArray(1, rows);
      statement.executeUpdate();
      rows.free();
    }
  }

  /**
   * Whether a row staged from that legacy row on has the primary key of one staged before. All are
   * counted: asked whether there is any, PostgreSQL would hope to meet one soon and join by nested
   * loops, which takes seconds where there is none.
   */
  boolean hasEarlierTwin(Connection connection, int fromRow) throws SQLException {
    String sql =
        """
        SELECT count(*) > 0
          FROM %1$s AS "late" JOIN %1$s AS "early" USING (%2$s)
         WHERE "late".%3$s >= ? AND "early".%3$s < ?
        """
            .formatted(stage, Quoted.list(target.primaryKey()), Quoted.name(LEGACY_ROW));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, fromRow);
      statement.setInt(2, fromRow);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }

  /**
   * Merges the rows staged from that legacy row on; nothing later is staged.
   *
   * @param updated legacy rows that had a target row already are added to it
   * @return how many target rows were inserted or updated
   */
  long merge(Connection connection, int fromRow, BitSet updated) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(mergeSql())) {
      statement.setInt(1, fromRow);
      statement.setInt(2, fromRow);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        for (Integer row : (Integer[]) rows.getArray(2).getArray()) {
          updated.set(row);
        }
        return rows.getLong(1);
      }
    }
  }

  /**
   * The range is asked for by its lower bound alone: PostgreSQL, without statistics, takes that for
   * a third of the table and a bound on both sides for next to nothing, and would then join by
   * nested loops.
   */
  private String mergeSql() {
    return """
        WITH "merged" AS (
          INSERT INTO %1$s AS "target" (%2$s)
          SELECT %2$s FROM %3$s WHERE %4$s >= ?
          ON CONFLICT (%5$s) DO UPDATE SET %6$s%7$s
          RETURNING %8$s)
        SELECT (SELECT count(*) FROM "merged"),
               ARRAY(SELECT DISTINCT "stage".%4$s
                       FROM %9$s AS "there" JOIN %3$s AS "stage" USING (%5$s)
                      WHERE "stage".%4$s >= ?)
        """
        .formatted(
            Quoted.table(target),
            Quoted.list(columns),
            stage,
            Quoted.name(LEGACY_ROW),
            Quoted.list(target.primaryKey()),
            assignments(),
            sameTenant(),
            returned(),
            thereBefore());
  }

  private String returned() {
    return target.primaryKey().stream()
            .map(column -> "\"target\"." + Quoted.name(column))
            .collect(joining(", "))
        + (targetIsPartitioned ? "" : ", \"target\".xmax = 0 AS \"inserted\"");
  }

  /**
   * The rows that were there before. A row version that was inserted has no xmax; one that ON
   * CONFLICT updated carries its locker's. RETURNING sees no column of the staging table, so these
   * are joined back to it. A partitioned table hands out no xmax; there the target itself is asked,
   * which a statement sees as it was before its own writes.
   */
  private String thereBefore() {
    return targetIsPartitioned
        ? Quoted.table(target)
        : "(SELECT * FROM \"merged\" WHERE NOT \"inserted\")";
  }

  /** A table of nothing but its key is updated with that, so that the row still counts. */
  private String assignments() {
    List<String> others =
        columns.stream().filter(column -> !target.primaryKey().contains(column)).toList();
    return (others.isEmpty() ? target.primaryKey() : others)
        .stream()
            .map(Quoted::name)
            .map(column -> column + " = EXCLUDED." + column)
            .collect(joining(", "));
  }

  /** A row of another tenant is left alone; the count then tells. */
  private String sameTenant() {
    return tenantColumn
        .map(Quoted::name)
        .map(column -> " WHERE \"target\"." + column + " = EXCLUDED." + column)
        .orElse("");
  }
}
