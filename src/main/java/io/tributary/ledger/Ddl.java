package io.tributary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements that take no parameters. */
final class Ddl {

  private Ddl() {}

  /** As it stands: a definition may hold braces and question marks, which mean nothing to JDBC. */
  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /**
   * A statement with names and texts that PostgreSQL has quoted in its own way.
   *
   * @param form as its function {@code format} understands it
   */
  static String formatted(Connection connection, String form, String... values)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT format(?, VARIADIC ?::text[])")) {
      statement.setString(1, form);
      statement.setArray(2, connection.createArrayOf("text", values));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
