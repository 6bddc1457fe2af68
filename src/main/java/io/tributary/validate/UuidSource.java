package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.manifest.Service;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Rows whose UUIDs are looked at: those of a table, or, where row-level security shows one tenant's
 * rows at a time, those of a tenant in it.
 *
 * @param service where the table is
 * @param table the table
 * @param tenant for whom the session acts; empty where nobody needs to be acted for
 * @param condition SQL on alias {@code t} without parameters that selects the rows; empty for all
 */
record UuidSource(
    Service service, ComparedTable table, Optional<Tenant> tenant, Optional<String> condition) {

  /** The table in words: service and name. */
  String name() {
    return service.name() + "." + table.name();
  }

  /** Whether the server finds the next UUIDs without reading the whole table. */
  boolean isIndexed(Connection connection) throws SQLException {
    String sql =
        """
        SELECT EXISTS (
          SELECT FROM "pg_index" AS i
          JOIN "pg_attribute" AS a ON a."attrelid" = i."indrelid" AND a."attnum" = i."indkey"[0]
          JOIN "pg_class" AS c ON c."oid" = i."indexrelid"
          JOIN "pg_am" AS m ON m."oid" = c."relam"
          WHERE i."indrelid" = ?::regclass AND a."attname" = ?::name
            AND i."indisvalid" AND i."indpred" IS NULL AND m."amname" = 'btree')
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, Quoted.table(table.table()));
      statement.setString(2, table.keyColumn());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** SQL for UUIDs in their order. Parameters: the smallest, and how many at most. */
  String pageSql() {
    return """
        SELECT t.%1$s FROM %2$s AS t WHERE t.%1$s >= ?%3$s ORDER BY t.%1$s LIMIT ?
        """
        .formatted(table.keyName(), Quoted.table(table.table()), andCondition());
  }

  /** How many rows have each of these UUIDs; those that none has are left out. */
  Map<UUID, Long> count(Connection connection, Collection<UUID> ids) throws SQLException {
    actFor(connection);
    String sql =
        """
        SELECT t.%1$s, count(*) FROM %2$s AS t WHERE t.%1$s = ANY (?::uuid[])%3$s GROUP BY 1
        """
            .formatted(table.keyName(), Quoted.table(table.table()), andCondition());
    Map<UUID, Long> counts = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          counts.put(rows.getObject(1, UUID.class), rows.getLong(2));
        }
      }
    }
    return counts;
  }

  /** Has the transaction act for the tenant, where there is one to act for. */
  void actFor(Connection connection) throws SQLException {
    if (tenant.isPresent() && service.tenantSetting().isPresent()) {
      ProofSession.actFor(connection, service.tenantSetting().get(), tenant.get());
    }
  }

  private String andCondition() {
    return condition.map(words -> " AND (" + words + ")").orElse("");
  }
}
