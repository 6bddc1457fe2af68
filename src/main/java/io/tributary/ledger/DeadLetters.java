package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Keeps the rows that could not be migrated. A row met again replaces its open letter. */
final class DeadLetters {

  /** Letters sent at once: bounds the memory that their rows take as JSON. */
  private static final int SENT_AT_ONCE = 200;

  private final Payloads payloads;

  DeadLetters(Payloads payloads) {
    this.payloads = payloads;
  }

  void write(Connection connection, Batch batch, long batchNo) throws SQLException {
    String sql =
        """
        INSERT INTO "migration"."dead_letter" AS "dead_letter"
          ("entity_no", "tenant_no", "range_no", "run_id", "batch_no", "batch_id", "entity_type",
           "tenant_id", "legacy_key", "stage", "column_name", "reason", "message", "source_row",
           "status", "payload")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
        ON CONFLICT ("entity_no", "tenant_no", md5("legacy_key"))
          WHERE "status" IN ('open', 'waiting')
        DO UPDATE
        SET "range_no" = EXCLUDED."range_no", "run_id" = EXCLUDED."run_id",
            "batch_no" = EXCLUDED."batch_no", "batch_id" = EXCLUDED."batch_id",
            "entity_type" = EXCLUDED."entity_type", "stage" = EXCLUDED."stage",
            "column_name" = EXCLUDED."column_name", "reason" = EXCLUDED."reason",
            "message" = EXCLUDED."message", "source_row" = EXCLUDED."source_row",
            "payload" = EXCLUDED."payload",
            "created_at" = EXCLUDED."created_at", "status" = EXCLUDED."status",
            "attempts" = "dead_letter"."attempts" + 1
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
    statement.setString(14, payloads.of(batch, row));
    statement.setString(15, letter.waits(batch) ? "waiting" : "open");
    statement.setString(16, payloads.word());
    statement.addBatch();
  }

  /** The letters of rows that this batch brought in after all, or dropped, are closed. */
  void close(Connection connection, Batch batch, long batchNo) throws SQLException {
    if (batch.mode() == LoadMode.DIRECT || !anyPending(connection, batch)) {
      return;
    }
    String sql =
        """
        UPDATE "migration"."dead_letter" d
        SET "status" = 'replayed', "closed_at" = clock_timestamp(), "closed_by_batch" = ?,
            "attempts" = "attempts" + 1
        FROM unnest(?::text[]) AS k ("key")
        WHERE d."entity_no" = ? AND d."tenant_no" = ? AND md5(d."legacy_key") = md5(k."key")
          AND d."legacy_key" = k."key" AND d."status" IN ('open', 'waiting')
        """;
    String[] settled =
        IntStream.range(0, batch.size())
            .filter(row -> batch.outcome(row) != RowOutcome.DEAD)
            .mapToObj(row -> Keys.text(batch, row))
            .toArray(String[]::new);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, batchNo);
      statement.setArray(2, connection.createArrayOf("text", settled));
      statement.setInt(3, batch.claim().entityNo());
      statement.setInt(4, batch.claim().tenantNo());
      statement.executeUpdate();
    }
  }

  private static boolean anyPending(Connection connection, Batch batch) throws SQLException {
    String sql =
        """
        SELECT EXISTS (
          SELECT FROM "migration"."dead_letter"
          WHERE "entity_no" = ? AND "tenant_no" = ? AND "status" IN ('open', 'waiting'))
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

  /**
   * The next letters of an entity and tenant in the order of their numbers.
   *
   * @param waitingOnly those that wait for a parent; else the open ones, too
   * @param numbers only these; empty for all
   * @param after the number to begin after
   */
  List<PendingLetter> pending(
      Connection connection,
      Claim claim,
      boolean waitingOnly,
      Set<Long> numbers,
      long after,
      int limit)
      throws SQLException {
    String sql =
        """
        SELECT "dead_letter_no", "legacy_key", "attempts" FROM "migration"."dead_letter"
        WHERE "entity_no" = ? AND "tenant_no" = ? AND ("status" = 'waiting' OR ("status" = 'open' AND NOT ?))
          AND "dead_letter_no" > ? AND (? OR "dead_letter_no" = ANY (?::bigint[]))
        ORDER BY "dead_letter_no"
        LIMIT ?
        """;
    List<PendingLetter> pending = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, claim.entityNo());
      statement.setInt(2, claim.tenantNo());
      statement.setBoolean(3, waitingOnly);
      statement.setLong(4, after);
      statement.setBoolean(5, numbers.isEmpty());
      statement.setArray(6, connection.createArrayOf("bigint", numbers.toArray()));
      statement.setInt(7, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          pending.add(
              new PendingLetter(
                  rows.getLong(1), LedgerText.unescape(rows.getString(2)), rows.getInt(3)));
        }
      }
    }
    return pending;
  }

  /** No parent came, and the row is not to be had any more: the letter waits no longer. */
  int giveUp(Connection connection, Claim claim) throws SQLException {
    String sql =
        """
        UPDATE "migration"."dead_letter" SET "status" = 'open'
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "status" = 'waiting'
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, claim.entityNo());
      statement.setInt(2, claim.tenantNo());
      return statement.executeUpdate();
    }
  }
}
