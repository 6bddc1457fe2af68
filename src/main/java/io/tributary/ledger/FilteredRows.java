package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Keeps the keys of the rows that were dropped, so that none looks as if it had never been read.
 */
final class FilteredRows {

  void write(Connection connection, Batch batch, long batchNo) throws SQLException {
    if (batch.mode() != LoadMode.DIRECT && anyThere(connection, batch)) {
      forgetOthers(connection, batch);
    }
    List<String> keys = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Map.Entry<Integer, String> filtered : batch.filterReasons().entrySet()) {
      if (batch.outcome(filtered.getKey()) == RowOutcome.FILTERED) {
        keys.add(Keys.text(batch, filtered.getKey()));
        reasons.add(LedgerText.escape(filtered.getValue()));
      }
    }
    if (!keys.isEmpty()) {
      insert(connection, batch, batchNo, keys, reasons);
    }
  }

  private static void insert(
      Connection connection, Batch batch, long batchNo, List<String> keys, List<String> reasons)
      throws SQLException {
    String sql =
        """
        INSERT INTO "migration"."filtered_row"
          ("entity_no", "tenant_no", "legacy_key", "batch_no", "reason")
        SELECT ?, ?, f."key", ?, f."reason"
        FROM unnest(?::text[], ?::text[]) AS f ("key", "reason")
        ON CONFLICT ("entity_no", "tenant_no", "legacy_key")
        DO UPDATE SET "reason" = EXCLUDED."reason"
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, batch.claim().entityNo());
      statement.setInt(2, batch.claim().tenantNo());
      statement.setLong(3, batchNo);
      statement.setArray(4, connection.createArrayOf("text", keys.toArray()));
      statement.setArray(5, connection.createArrayOf("text", reasons.toArray()));
      statement.executeUpdate();
    }
  }

  private static boolean anyThere(Connection connection, Batch batch) throws SQLException {
    String sql =
        """
        SELECT EXISTS (SELECT FROM "migration"."filtered_row"
                       WHERE "entity_no" = ? AND "tenant_no" = ?)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, batch.claim().entityNo());
      statement.setInt(2, batch.claim().tenantNo());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** A row that was dropped once and is not any more belongs elsewhere now. */
  private static void forgetOthers(Connection connection, Batch batch) throws SQLException {
    String sql =
        """
        DELETE FROM "migration"."filtered_row"
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "legacy_key" = ANY (?::text[])
        """;
    String[] keys =
        IntStream.range(0, batch.size())
            .filter(row -> batch.outcome(row) != RowOutcome.FILTERED)
            .mapToObj(row -> Keys.text(batch, row))
            .toArray(String[]::new);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, batch.claim().entityNo());
      statement.setInt(2, batch.claim().tenantNo());
      statement.setArray(3, connection.createArrayOf("text", keys));
      statement.executeUpdate();
    }
  }
}
