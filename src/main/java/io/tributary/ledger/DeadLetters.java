package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.RowOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** Keeps the rows that could not be migrated. A row met again replaces its open letter. */
final class DeadLetters {

  /** Letters sent at once: bounds the memory that their rows take as JSON. */
  private static final int SENT_AT_ONCE = 200;

  private final SourceRowJson json = new SourceRowJson();

  void write(Connection connection, Batch batch, long batchNo) throws SQLException {
    String sql =
        """
        INSERT INTO "migration"."dead_letter"
          ("entity_no", "tenant_no", "range_no", "run_id", "batch_no", "batch_id", "entity_type",
           "tenant_id", "legacy_key", "stage", "column_name", "reason", "message", "source_row")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
        ON CONFLICT ("entity_no", "tenant_no", md5("legacy_key")) WHERE "status" = 'open'
        DO UPDATE
        SET "range_no" = EXCLUDED."range_no", "run_id" = EXCLUDED."run_id",
            "batch_no" = EXCLUDED."batch_no", "batch_id" = EXCLUDED."batch_id",
            "entity_type" = EXCLUDED."entity_type", "stage" = EXCLUDED."stage",
            "column_name" = EXCLUDED."column_name", "reason" = EXCLUDED."reason",
            "message" = EXCLUDED."message", "source_row" = EXCLUDED."source_row",
            "created_at" = EXCLUDED."created_at"
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int waiting = 0;
      for (Map.Entry<Integer, DeadLetter> entry : batch.deadLetters().entrySet()) {
        if (batch.outcome(entry.getKey()) == RowOutcome.DEAD) {
          add(statement, batch, batchNo, entry.getKey(), entry.getValue());
          waiting++;
        }
        if (waiting == SENT_AT_ONCE) {
          statement.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        statement.executeBatch();
      }
    }
  }

  private void add(
      PreparedStatement statement, Batch batch, long batchNo, int row, DeadLetter letter)
      throws SQLException {
    Claim claim = batch.claim();
    statement.setInt(1, claim.entityNo());
    statement.setInt(2, claim.tenantNo());
    statement.setInt(3, claim.range());
    statement.setObject(4, claim.runId());
    statement.setLong(5, batchNo);
    statement.setObject(6, batch.batchId());
    statement.setString(7, claim.entity().name());
    statement.setObject(8, claim.tenant().id());
    statement.setString(9, Keys.text(batch, row));
    statement.setString(10, letter.stage().name());
    statement.setString(11, letter.column().map(LedgerText::escape).orElse(null));
    statement.setString(12, letter.reason().name());
    statement.setString(13, LedgerText.escape(letter.message()));
    statement.setString(14, json.of(batch.shape(), batch.row(row)));
    statement.addBatch();
  }
}
