package io.tributary.copy;

import io.tributary.batch.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Deletes target rows that changed legacy rows do not have any more: a contact that was removed.
 * Only rows that the mapping store knew with another hash can have left some. Children go before
 * parents, all before anything is merged, so that what takes their place finds it free. Rows of
 * another tenant are left alone.
 */
final class StaleRows {

  private static final String REFERRED_TO = "23503";

  private final Batch batch;
  private final List<TableSlices> tables;

  /**
   * Of one load.
   *
   * @param tables parents first
   */
  StaleRows(Batch batch, List<TableSlices> tables) {
    this.batch = batch;
    this.tables = tables;
  }

  /**
   * Deletes those of the pending legacy rows {@code from} to before {@code to}.
   *
   * @throws SQLException with SQLSTATE 23001 if other rows refer to one; the caller goes back to a
   *     savepoint
   */
  void delete(Connection connection, int from, int to) throws SQLException {
    for (int i = tables.size() - 1; i >= 0; i--) {
      TableSlices table = tables.get(i);
      List<UUID> ids = new ArrayList<>();
      table.absent(from, to, batch::isKnown, ids);
      if (!ids.isEmpty()) {
        delete(connection, table, ids);
      }
    }
  }

  /**
   * Deletes what can be deleted: legacy rows with a row that others refer to keep all of theirs.
   */
  void deleteWherePossible(Connection connection, int from, int to) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      delete(connection, from, to);
      connection.releaseSavepoint(before);
    } catch (SQLException error) {
      if (!Refusals.concernsRow(error)) {
        throw error;
      }
      connection.rollback(before);
      connection.releaseSavepoint(before);
      if (to - from > 1) {
        int middle = (from + to) >>> 1;
        deleteWherePossible(connection, from, middle);
        deleteWherePossible(connection, middle, to);
      }
    }
  }

  /** As a rule none of them is there, which costs one look and needs no right to delete. */
  private void delete(Connection connection, TableSlices table, List<UUID> ids)
      throws SQLException {
    AbsentRows.Columns columns = table.columnsOfAbsent().orElseThrow();
    String which = condition(table, columns);
    long there;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT count(*) FROM " + Quoted.table(table.table()) + which)) {
      set(statement, columns, ids);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        there = row.getLong(1);
      }
    }
    if (there > 0) {
      try (PreparedStatement statement =
          connection.prepareStatement("DELETE FROM " + Quoted.table(table.table()) + which)) {
        set(statement, columns, ids);
        table.checkCount("deleted", there, statement.executeUpdate());
      } catch (SQLException error) {
        throw REFERRED_TO.equals(error.getSQLState())
            ? new SQLException("other rows refer to it", Refusals.STILL_REFERRED_TO, error)
            : error;
      }
    }
  }

  private String condition(TableSlices table, AbsentRows.Columns columns) {
    TargetColumn id = column(table, columns.id());
    String ofId =
        " WHERE %s = ANY (CAST(? AS %s[]))".formatted(Quoted.name(id.name()), id.sqlType());
    return columns
        .tenant()
        .map(name -> column(table, name))
        .map(c -> ofId + " AND %s = CAST(? AS %s)".formatted(Quoted.name(c.name()), c.sqlType()))
        .orElse(ofId);
  }

  private static TargetColumn column(TableSlices table, String name) {
    return table
        .table()
        .column(name)
        .orElseThrow(() -> new IllegalStateException("no column " + name));
  }

  private void set(PreparedStatement statement, AbsentRows.Columns columns, List<UUID> ids)
      throws SQLException {
    String[] texts = ids.stream().map(UUID::toString).toArray(String[]::new);
    statement.setArray(1, statement.getConnection().createArrayOf("text", texts));
    if (columns.tenant().isPresent()) {
      statement.setString(2, batch.claim().tenant().id().toString());
    }
  }
}
