package io.tributary.ledger;

import io.tributary.batch.Accounting;
import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.RowOutcome;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ledger's rows, one a batch. */
final class BatchStates {

  private final LedgerJson json = new LedgerJson();

  /**
   * Inserts the batch's row. If another transaction has inserted it and not yet ended, this waits
   * on the unique key for what becomes of it.
   *
   * @return the batch's number; empty if it is there already
   */
  Optional<Long> insert(Connection connection, Batch batch) throws SQLException {
    String sql =
        """
        INSERT INTO "migration"."batch_state"
          ("batch_id", "partition_no", "run_id", "entity_type", "tenant_id", "range_no",
           "lower_key", "upper_key", "last_legacy_id", "load_mode", "fingerprint", "kind",
           "pass", "xid_from", "started_at")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, pg_current_xact_id()::text::bigint,
                clock_timestamp() - ? * INTERVAL '1 microsecond')
        ON CONFLICT ("batch_id") DO NOTHING
        RETURNING "batch_no"
        """;
    Claim claim = batch.claim();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, batch.batchId());
      statement.setLong(2, claim.partitionNo());
      statement.setObject(3, claim.runId());
      statement.setString(4, claim.entity().name());
      statement.setObject(5, claim.tenant().id());
      statement.setInt(6, claim.range());
      statement.setArray(7, Keys.parts(connection, batch.lower()));
      statement.setArray(8, Keys.parts(connection, Optional.of(batch.upper())));
      statement.setString(9, Keys.text(batch, batch.size() - 1));
      statement.setString(10, batch.mode().name());
      statement.setString(11, claim.fingerprint());
      statement.setString(12, batch.kind().word());
      statement.setInt(13, claim.pass());
      statement.setLong(14, elapsed(batch).toNanos() / 1000);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
      }
    }
  }

  /** What the ledger has of a batch that is there already, as the checkpoint it ended with. */
  OpenedBatch committed(Connection connection, Batch batch) throws SQLException {
    String sql =
        """
        SELECT * FROM "migration"."batch_state" WHERE "batch_id" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, batch.batchId());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next() || !row.getString("status").equals("committed")) {
          throw notOpen(batch, "it is opened already");
        }
        Checkpoint checkpoint =
            new Checkpoint(
                batch.claim(),
                batch.batchId(),
                Keys.parts(row, "upper_key").orElseThrow(),
                accounting(row),
                row.getLong("checksum"),
                Duration.between(
                    row.getObject("started_at", OffsetDateTime.class),
                    row.getObject("completed_at", OffsetDateTime.class)),
                true);
        return new OpenedBatch(row.getLong("batch_no"), Optional.of(checkpoint));
      }
    }
  }

  /**
   * Writes what became of the batch.
   *
   * @param lastXmin the xmin of what its last savepoint wrote, 32 bits wide
   */
  Checkpoint commit(Connection connection, Batch batch, long batchNo, long differing, long lastXmin)
      throws SQLException {
    String sql =
        """
        UPDATE "migration"."batch_state"
        SET "rows_read" = ?, "rows_inserted" = ?, "rows_updated" = ?, "rows_unchanged" = ?,
            "rows_deduplicated" = ?, "rows_filtered" = ?, "rows_dead_lettered" = ?,
            "rows_differing" = ?, "filter_reasons" = ?::jsonb, "checksum" = ?, "key_sum" = ?,
            "xid_to" = "migration"."xid_after"("xid_from", ?),
            "status" = 'committed', "completed_at" = clock_timestamp()
        WHERE "batch_no" = ? AND "batch_id" = ? AND "status" = 'open'
        """;
    Accounting sums = batch.accounting();
    long checksum = batch.checksum();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, sums.read());
      statement.setLong(2, sums.inserted());
      statement.setLong(3, sums.updated());
      statement.setLong(4, sums.unchanged());
      statement.setLong(5, sums.deduplicated());
      statement.setLong(6, sums.filtered());
      statement.setLong(7, sums.deadLettered());
      statement.setLong(8, differing);
      statement.setString(9, json.object(filterReasons(batch)));
      statement.setLong(10, checksum);
      statement.setLong(11, batch.keySum().sum());
      statement.setLong(12, lastXmin);
      statement.setLong(13, batchNo);
      statement.setObject(14, batch.batchId());
      if (statement.executeUpdate() != 1) {
        throw notOpen(batch, "this transaction has not opened it");
      }
    }
    return new Checkpoint(
        batch.claim(), batch.batchId(), batch.upper(), sums, checksum, elapsed(batch), false);
  }

  static Accounting accounting(ResultSet row) throws SQLException {
    return new Accounting(
        row.getLong("rows_read"),
        row.getLong("rows_inserted"),
        row.getLong("rows_updated"),
        row.getLong("rows_unchanged"),
        row.getLong("rows_deduplicated"),
        row.getLong("rows_filtered"),
        row.getLong("rows_dead_lettered"));
  }

  private static Map<String, Long> filterReasons(Batch batch) {
    Map<String, Long> counts = new TreeMap<>();
    batch
        .filterReasons()
        .forEach(
            (row, reason) -> {
              if (batch.outcome(row) == RowOutcome.FILTERED) {
                counts.merge(reason, 1L, Long::sum);
              }
            });
    return counts;
  }

  private static Duration elapsed(Batch batch) {
    return Duration.ofNanos(batch.workedNanos());
  }

  static MigrationException notOpen(Batch batch, String why) {
    return new MigrationException(
        new Problem(
            LedgerCode.NOT_OPEN,
            batch.claim().displayName(),
            "batch " + batch.batchId() + " cannot be worked on: " + why,
            "A load route opens a batch once, loads it and closes it, in one transaction."),
        null);
  }
}
