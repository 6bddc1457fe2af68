package io.tributary.validate;

import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a query has found: the first of them, and how many there are.
 *
 * @param rows two texts a row, the second maybe NULL; at most {@link Check#MOST_LISTED}
 * @param count how many there are
 */
record FoundRows(List<Row> rows, long count) {

  /** Two texts. */
  record Row(String first, @Nullable String second) {}

  /**
   * Runs a query.
   *
   * @param sql selects two texts
   * @param tenants how many parameters it has, each the tenant's UUID as text
   */
  static FoundRows of(Connection connection, String sql, Tenant tenant, int tenants)
      throws SQLException {
    List<Row> rows = new ArrayList<>();
    String limited = "SELECT * FROM (\n" + sql + "\n) AS x LIMIT " + Check.MOST_LISTED;
    try (PreparedStatement statement = connection.prepareStatement(limited)) {
      set(statement, tenant, tenants);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(new Row(found.getString(1), found.getString(2)));
        }
      }
    }
    return new FoundRows(
        rows,
        rows.size() < Check.MOST_LISTED ? rows.size() : count(connection, sql, tenant, tenants));
  }

  private static long count(Connection connection, String sql, Tenant tenant, int tenants)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT count(*) FROM (\n" + sql + "\n) AS x")) {
      set(statement, tenant, tenants);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void set(PreparedStatement statement, Tenant tenant, int tenants)
      throws SQLException {
    for (int i = 1; i <= tenants; i++) {
      statement.setString(i, tenant.id().toString());
    }
  }

  /** How many were found that are not listed. */
  long unlisted() {
    return count - rows.size();
  }
}
