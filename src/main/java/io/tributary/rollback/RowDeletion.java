package io.tributary.rollback;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Deletes target rows, a legacy row as a whole over all tables. Rows that the target will not let
 * go, since something refers to them that could not be seen before, are found by halving under
 * savepoints and left.
 */
final class RowDeletion {

  private static final String INTEGRITY_CLASS = "23";

  private final String displayName;
  private final List<OwnTable> childrenFirst;
  private final Set<UUID> refused = new HashSet<>();
  private long deleted;

  RowDeletion(String displayName, List<OwnTable> tables) {
    this.displayName = displayName;
    this.childrenFirst = new ArrayList<>(tables);
    java.util.Collections.reverse(childrenFirst);
  }

  /** Deletes these rows; {@link #refused} tells which it could not. */
  void delete(Connection connection, List<UUID> rows) throws SQLException {
    List<UUID> left = rows;
    do {
      refused.clear();
      halve(connection, left);
      if (refused.size() == left.size()) {
        return;
      }
      // A row that was refused for the sake of another that has gone since goes now.
      left = List.copyOf(refused);
    } while (!left.isEmpty());
  }

  /** The rows that the target did not let go. */
  Set<UUID> refused() {
    return refused;
  }

  /** How many target rows were deleted. */
  long deleted() {
    return deleted;
  }

  private void halve(Connection connection, List<UUID> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    Savepoint before = connection.setSavepoint();
    try {
      long count = deleteAll(connection, rows);
      connection.releaseSavepoint(before);
      deleted += count;
    } catch (SQLException e) {
      if (e.getSQLState() == null || !e.getSQLState().startsWith(INTEGRITY_CLASS)) {
        throw e;
      }
      connection.rollback(before);
      connection.releaseSavepoint(before);
      if (rows.size() == 1) {
        refused.addAll(rows);
      } else {
        int half = rows.size() / 2;
        halve(connection, rows.subList(0, half));
        halve(connection, rows.subList(half, rows.size()));
      }
    }
  }

  private long deleteAll(Connection connection, List<UUID> rows) throws SQLException {
    long count = 0;
    for (OwnTable table : childrenFirst) {
      String sql =
          "DELETE FROM %s WHERE %s = ANY (?)".formatted(table.sql(), Quoted.name(table.owner()));
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setArray(1, Quoted.uuids(connection, rows));
        count += statement.executeUpdate();
      }
      requireGone(connection, table, rows);
    }
    return count;
  }

  /** A policy or trigger can keep a row in silence; its mapping row would be lost. */
  private void requireGone(Connection connection, OwnTable table, List<UUID> rows)
      throws SQLException {
    String sql =
        "SELECT count(*) FROM %s WHERE %s = ANY (?)"
            .formatted(table.sql(), Quoted.name(table.owner()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, Quoted.uuids(connection, rows));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getLong(1) > 0) {
          throw new MigrationException(
              new Problem(
                  RollbackCode.NOT_DELETED,
                  displayName,
                  row.getLong(1) + " rows of " + table.name() + " are there after their delete",
                  "Look for a policy, rule or trigger on the table that keeps rows; nothing of"
                      + " this batch was taken back."),
              null);
        }
      }
    }
  }
}
