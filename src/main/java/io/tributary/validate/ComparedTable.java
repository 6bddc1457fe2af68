package io.tributary.validate;

import static java.util.stream.Collectors.joining;

import io.tributary.batch.DeferredReference;
import io.tributary.copy.ExpectedRows;
import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that compares what should be in one target table with what is: rows are joined by the
 * column that holds a row's own UUID, or by a primary key that is one UUID.
 *
 * <p>Beside that it keeps, in a temporary table of the connection, the key of every row that should
 * be there, each with the number of its legacy row in the order of reading.
 */
final class ComparedTable {

  private static final String ROW = Quoted.name(ExpectedRows.ROW);

  private final TargetTable table;
  private final TargetColumn key;
  private final Optional<TargetColumn> tenant;
  private final Optional<String> ofTenant;
  private final String ids;

  /** A column of a row that is not as it should be. */
  record ColumnDifference(
      int row,
      String id,
      TargetColumn column,
      @Nullable String expected,
      @Nullable String actual) {}

  /** A row that is not there. */
  record MissingRow(int row, String id) {}

  private ComparedTable(
      TargetTable table,
      TargetColumn key,
      Optional<TargetColumn> tenant,
      Optional<String> ofTenant,
      int number) {
    this.table = table;
    this.key = key;
    this.tenant = tenant;
    this.ofTenant = ofTenant;
    this.ids = "pg_temp.\"expected ids " + number + "\"";
  }

  /**
   * One table of an entity.
   *
   * @param idColumn the conventional name of the column with the row's UUID
   * @param tenantColumn the column with the tenant's UUID; empty for shared rows
   * @return empty if its rows cannot be told apart by one column
   */
  static Optional<ComparedTable> of(
      TargetTable table, String idColumn, Optional<String> tenantColumn) {
    Optional<TargetColumn> key =
        table
            .column(idColumn)
            .filter(ComparedTable::isUuid)
            .or(
                () ->
                    Optional.of(table.primaryKey())
                        .filter(columns -> columns.size() == 1)
                        .flatMap(columns -> table.column(columns.get(0)))
                        .filter(ComparedTable::isUuid));
    Optional<TargetColumn> tenant = tenantColumn.flatMap(table::column);
    return key.map(
        column ->
            new ComparedTable(
                table,
                column,
                tenant,
                tenant.map(
                    own ->
                        "t.%s = CAST(? AS %s)".formatted(Quoted.name(own.name()), own.sqlType())),
                0));
  }

  /**
   * The same, whose rows belong to a tenant by a condition on the alias {@code t}.
   *
   * @param condition with one parameter, the tenant's UUID as text; empty if nothing tells
   * @param number tells it from the entity's other tables
   */
  ComparedTable owned(Optional<String> condition, int number) {
    return new ComparedTable(table, key, tenant, condition, number);
  }

  /** Whether it can be told which rows are a tenant's. */
  boolean isOwned() {
    return ofTenant.isPresent();
  }

  private static boolean isUuid(TargetColumn column) {
    return column.type().equals("uuid") && !column.array();
  }

  String name() {
    return table.name();
  }

  TargetTable table() {
    return table;
  }

  /** The column that holds the tenant's UUID, if the table has one. */
  Optional<TargetColumn> tenantColumn() {
    return tenant;
  }

  /** Creates the table of expected keys. */
  void prepare(Connection connection) throws SQLException {
    String sql =
        """
        CREATE TEMPORARY TABLE %s AS
            SELECT %s AS "id", 0::int8 AS "seq" FROM %s WITH NO DATA
        """
            .formatted(ids.substring("pg_temp.".length()), name(key), Quoted.table(table));
    execute(connection, sql);
  }

  /** Whether the mapping fills the column by which rows are joined. */
  boolean isComparable(ExpectedRows expected) {
    return expected.columns().stream().anyMatch(column -> column.name().equals(key.name()));
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
              .formatted(expected.sqlName(), Quoted.name(column), name(key));
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setArray(1, uuids(connection, own.stream().map(DeferredReference::rowId)));
        statement.setArray(2, uuids(connection, own.stream().map(DeferredReference::parentId)));
        statement.executeUpdate();
      }
    }
  }

  private static Array uuids(Connection connection, java.util.stream.Stream<UUID> ids)
      throws SQLException {
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
    return columns.equals(table.primaryKey())
        ? "%s JOIN LATERAL (SELECT * FROM %s AS r WHERE %s LIMIT 1) AS t ON true"
            .formatted(join, Quoted.table(table), same)
        : "%s JOIN %s AS t ON %s".formatted(join, Quoted.table(table), same.replace("r.", "t."));
  }

  private String joinTarget(String join) {
    return joinTarget(join, List.of(key.name()));
  }

  /**
   * Legacy rows of which a target row is missing or differs in any column. A row that has another
   * value in a further column of the primary key, which a partitioned table must have, counts as
   * missing.
   */
  BitSet differing(Connection connection, ExpectedRows expected) throws SQLException {
    List<String> sent = expected.columns().stream().map(TargetColumn::name).toList();
    boolean byPrimaryKey =
        table.primaryKey().contains(key.name()) && sent.containsAll(table.primaryKey());
    String sql =
        """
        SELECT DISTINCT e.%1$s
        FROM %2$s AS e %3$s
        WHERE t.%4$s IS NULL OR %5$s
        """
            .formatted(
                ROW,
                expected.sqlName(),
                byPrimaryKey ? joinTarget("LEFT", table.primaryKey()) : joinTarget("LEFT"),
                name(key),
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
            .formatted(ROW, expected.sqlName(), joinTarget("LEFT"), name(key));
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
            .formatted(ROW, expected.sqlName(), joinTarget("INNER"), name(key), values);
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

  /** Those of these keys that are in the target. */
  Set<UUID> there(Connection connection, Collection<UUID> keys) throws SQLException {
    Set<UUID> there = new HashSet<>();
    if (keys.isEmpty()) {
      return there;
    }
    String sql =
        """
        SELECT t.%1$s FROM %2$s AS t WHERE t.%1$s = ANY (?::uuid[])
        """
            .formatted(name(key), Quoted.table(table));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", keys.toArray()));
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          there.add(found.getObject(1, UUID.class));
        }
      }
    }
    return there;
  }

  /** Keeps the keys of the rows that should be there, those of legacy rows left out excepted. */
  void keepIds(
      Connection connection, ExpectedRows expected, Map<Integer, Long> seqs, BitSet leftOut)
      throws SQLException {
    String sql =
        """
        INSERT INTO %s ("id", "seq")
        SELECT e.%s, s."seq"
        FROM %s AS e JOIN unnest(?::int4[], ?::int8[]) AS s ("row", "seq") ON s."row" = e.%s
        """
            .formatted(ids, name(key), expected.sqlName(), ROW);
    List<Integer> rows = seqs.keySet().stream().filter(row -> !leftOut.get(row)).toList();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("int4", rows.toArray()));
      statement.setArray(
          2, connection.createArrayOf("int8", rows.stream().map(seqs::get).toArray()));
      statement.executeUpdate();
    }
  }

  /** Keeps the keys of all staged rows; legacy rows are numbered on from {@code base}. */
  void keepIds(Connection connection, ExpectedRows expected, long base) throws SQLException {
    execute(
        connection,
        """
        INSERT INTO %s ("id", "seq") SELECT e.%s, e.%s + %d::int8 FROM %s AS e
        """
            .formatted(ids, name(key), ROW, base, expected.sqlName()));
  }

  /** Forgets the keys of these legacy rows, since they are looked at once more. */
  void forgetIds(Connection connection, Collection<Long> seqs) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + ids + " WHERE \"seq\" = ANY (?::int8[])")) {
      statement.setArray(1, connection.createArrayOf("int8", seqs.toArray()));
      statement.executeUpdate();
    }
  }

  /** Whether row-level security decides which rows this login sees. */
  boolean isGuarded(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT row_security_active(?::regclass)")) {
      statement.setString(1, Quoted.table(table));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** How many rows should be there. */
  long expectedCount(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + ids)) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * Rows of the tenant that should not be there.
   *
   * @param otherEntities SQL for a condition on {@code t."id"} that keeps rows which another entity
   *     has brought; empty if no other fills the table
   * @param limit how many are listed at most
   */
  List<UUID> extras(Connection connection, UUID tenantId, Optional<String> otherEntities, int limit)
      throws SQLException {
    List<UUID> extras = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT t." + name(key) + extrasSql(otherEntities) + " ORDER BY 1 LIMIT " + limit)) {
      statement.setString(1, tenantId.toString());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          extras.add(found.getObject(1, UUID.class));
        }
      }
    }
    return extras;
  }

  /** How many rows of the tenant should not be there. */
  long extraCount(Connection connection, UUID tenantId, Optional<String> otherEntities)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT count(*)" + extrasSql(otherEntities))) {
      statement.setString(1, tenantId.toString());
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return found.getLong(1);
      }
    }
  }

  private String extrasSql(Optional<String> otherEntities) {
    return """

        FROM %1$s AS t
        WHERE %2$s
          AND NOT EXISTS (SELECT FROM %3$s AS i WHERE i."id" = t.%4$s)%5$s
        """
        .formatted(
            Quoted.table(table),
            ofTenant.orElseThrow(),
            ids,
            name(key),
            otherEntities.map(condition -> " AND " + condition).orElse(""));
  }

  /** Has PostgreSQL look at how many keys there are, before they are joined. */
  void analyze(Connection connection) throws SQLException {
    execute(connection, "ANALYZE " + ids);
  }

  /** How many rows the target has of the tenant, or at all where nothing tells whose they are. */
  long targetCount(Connection connection, UUID tenantId) throws SQLException {
    String where = ofTenant.map(condition -> " WHERE " + condition).orElse("");
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT count(*) FROM " + Quoted.table(table) + " AS t" + where)) {
      if (ofTenant.isPresent()) {
        statement.setString(1, tenantId.toString());
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Whether PostgreSQL keeps two rows from having one key. */
  boolean isKeyUnique() {
    return table.primaryKey().equals(List.of(key.name()));
  }

  /** The column by which rows are joined, unquoted. */
  String keyColumn() {
    return key.name();
  }

  /** The column by which rows are joined, quoted. */
  String keyName() {
    return name(key);
  }

  private static String name(TargetColumn column) {
    return Quoted.name(column.name());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
