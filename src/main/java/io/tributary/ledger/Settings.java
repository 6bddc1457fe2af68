package io.tributary.ledger;

import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What is settled at the first run and must not change. */
final class Settings {

  private static final String SECRET_CHECK = "uuid-secret-check";

  private final String where;

  Settings(String where) {
    this.where = where;
  }

  void requireSecret(Connection connection, String check) throws SQLException {
    String settle =
        """
        INSERT INTO "migration"."setting" ("name", "value") VALUES (?, ?)
        ON CONFLICT ("name") DO NOTHING
        """;
    try (PreparedStatement statement = connection.prepareStatement(settle)) {
      statement.setString(1, SECRET_CHECK);
      statement.setString(2, check);
      statement.executeUpdate();
    }
    if (!check.equals(value(connection, SECRET_CHECK))) {
      throw new RefusedException(
          new Problem(
              LedgerCode.SECRET_CHANGED,
              where,
              "the UUID secret is not the one that this database was begun with, so every new id"
                  + " would differ from those that are there",
              "Give the first secret again (the manifest's uuidSecret). If this is the wrong"
                  + " database, mend the service's url."));
    }
  }

  private static String value(Connection connection, String name) throws SQLException {
    String sql =
        """
        SELECT "value" FROM "migration"."setting" WHERE "name" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
