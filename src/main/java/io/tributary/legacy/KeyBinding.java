package io.tributary.legacy;

import io.tributary.batch.Claim;
import io.tributary.batch.KeyShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.MigrationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Sends keys to the legacy server as parameters, and makes sure that it takes them for what they
 * are.
 */
final class KeyBinding {

  private KeyBinding() {}

  /** GUIDs go as text, since drivers disagree about their bytes; the CAST makes them GUIDs. */
  static void bind(PreparedStatement statement, int parameter, Object value) throws SQLException {
    statement.setObject(parameter, value instanceof UUID ? value.toString() : value);
  }

  /** Binds the parts of canonical keys, one key after the other. */
  static void bindAll(PreparedStatement statement, KeyShape shape, List<String> keys)
      throws SQLException {
    int parameter = 1;
    for (String text : keys) {
      for (Object part : shape.parse(shape.split(text))) {
        bind(statement, parameter++, part);
      }
    }
  }

  /** Makes sure of every part of a key. */
  static void requireExact(
      Connection connection, Claim claim, List<SourceColumn> columns, Object[] key)
      throws SQLException {
    for (int i = 0; i < key.length; i++) {
      if (!isExact(connection, columns.get(i), key[i])) {
        throw new MigrationException(
            LegacyCode.KEY_INEXACT.at(
                claim.displayName(),
                "a key in column " + columns.get(i).name() + " changes on its way to the server",
                "read a query that gives the column the database's own collation"),
            null);
      }
    }
  }

  /**
   * Binds the bounds that a page has, lower before upper.
   *
   * @return the next parameter
   */
  static int bindBounds(PreparedStatement statement, int first, List<Object[]> bounds)
      throws SQLException {
    int parameter = first;
    for (Object[] bound : bounds) {
      for (int part : SelectSql.boundOrder(bound.length)) {
        bind(statement, parameter++, bound[part]);
      }
    }
    return parameter;
  }

  /** Whether the server takes every part of a key for what it is. */
  static boolean isExact(Connection connection, List<SourceColumn> columns, Object[] key)
      throws SQLException {
    for (int i = 0; i < key.length; i++) {
      if (!isExact(connection, columns.get(i), key[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * A char or varchar column whose code page is not the database's own would get another character
   * for one that the database's lacks, and rows would be skipped in silence. ASCII is the same in
   * all code pages.
   */
  private static boolean isExact(Connection connection, SourceColumn column, Object part)
      throws SQLException {
    if (column.type() != SourceType.TEXT || part.toString().chars().allMatch(c -> c < 128)) {
      return true;
    }
    try (PreparedStatement statement = connection.prepareStatement(SelectSql.echo(column))) {
      bind(statement, 1, part);
      try (ResultSet echo = statement.executeQuery()) {
        return echo.next() && part.equals(echo.getString(1));
      }
    }
  }
}
