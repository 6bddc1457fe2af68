package io.tributary.ledger;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The short numbers of entities and tenants: given once, the same for every later run.
 *
 * <p>A number is looked up before it is asked for: an INSERT that meets a conflict uses up a value
 * of the sequence, and 383 entities of 300 tenants claimed once would use up a smallint.
 */
final class Numbers {

  int entity(Connection connection, Entity entity) throws SQLException {
    String find =
        """
        SELECT "entity_no" FROM "migration"."entity" WHERE "identity" = ? AND "name" = ?
        """;
    String add =
        """
        INSERT INTO "migration"."entity" ("identity", "name") VALUES (?, ?)
        ON CONFLICT ("identity") DO NOTHING
        """;
    String rename =
        """
        UPDATE "migration"."entity" SET "name" = ? WHERE "identity" = ? RETURNING "entity_no"
        """;
    int number = find(connection, find, entity.identity(), entity.name());
    if (number == 0) {
      number = find(connection, rename, entity.name(), entity.identity());
    }
    if (number == 0) {
      insert(connection, add, entity.identity(), entity.name());
      number = find(connection, rename, entity.name(), entity.identity());
    }
    return number;
  }

  int tenant(Connection connection, Tenant tenant) throws SQLException {
    String find =
        """
        SELECT "tenant_no" FROM "migration"."tenant" WHERE "tenant_id" = ? AND "name" = ?
        """;
    String add =
        """
        INSERT INTO "migration"."tenant" ("tenant_id", "name") VALUES (?, ?)
        ON CONFLICT ("tenant_id") DO NOTHING
        """;
    String rename =
        """
        UPDATE "migration"."tenant" SET "name" = ? WHERE "tenant_id" = ? RETURNING "tenant_no"
        """;
    int number = find(connection, find, tenant.id(), tenant.name());
    if (number == 0) {
      number = find(connection, rename, tenant.name(), tenant.id());
    }
    if (number == 0) {
      insert(connection, add, tenant.id(), tenant.name());
      number = find(connection, rename, tenant.name(), tenant.id());
    }
    return number;
  }

  /** The number, or 0 (which no identity column gives) if there is no such row. */
  private static int find(Connection connection, String sql, Object first, Object second)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, first);
      statement.setObject(2, second);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getInt(1) : 0;
      }
    }
  }

  private static void insert(Connection connection, String sql, Object first, Object second)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, first);
      statement.setObject(2, second);
      statement.executeUpdate();
    }
  }
}
