package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A target table whose rows can be told apart: by the column that holds a row's own UUID, or by a
 * primary key that is one UUID.
 */
final class ComparedTable {

  private final TargetTable table;
  private final TargetColumn key;
  private final Optional<TargetColumn> tenant;
  private final Optional<String> ofTenant;

  private ComparedTable(
      TargetTable table,
      TargetColumn key,
      Optional<TargetColumn> tenant,
      Optional<String> ofTenant) {
    this.table = table;
    this.key = key;
    this.tenant = tenant;
    this.ofTenant = ofTenant;
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
                        "t.%s = CAST(? AS %s)".formatted(Quoted.name(own.name()), own.sqlType()))));
  }

  /**
   * The same, whose rows belong to a tenant by a condition on the alias {@code t}.
   *
   * @param condition with one parameter, the tenant's UUID as text; empty if nothing tells
   */
  ComparedTable owned(Optional<String> condition) {
    return new ComparedTable(table, key, tenant, condition);
  }

  /**
   * SQL for the condition on alias {@code t}, with one parameter, the tenant's UUID as text, that a
   * row is the tenant's.
   *
   * @throws java.util.NoSuchElementException unless it {@link #isOwned}
   */
  String isTenants() {
    return ofTenant.orElseThrow();
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
}
