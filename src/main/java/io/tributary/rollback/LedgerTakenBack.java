package io.tributary.rollback;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The ledger's side of a batch that is taken back. */
final class LedgerTakenBack {

  private final RollbackStep step;
  private final PartitionToRollBack partition;
  private final long batchNo;

  LedgerTakenBack(RollbackStep step) {
    this.step = step;
    this.partition = step.partition();
    this.batchNo = step.batch().batchNo();
  }

  /** How many rows the batch only updated; empty if the ledger does not have it any more. */
  Optional<Long> updated(Connection connection) throws SQLException {
    String sql =
        """
        SELECT "rows_updated" FROM "migration"."batch_state" WHERE "batch_no" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, batchNo);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
      }
    }
  }

  /**
   * The filtered rows that the batch left behind go with it, and references of rows that are not
   * there any more. Those of rows that it only updated stay: they have still to be set.
   */
  void clear(Connection connection, List<OwnTable> tables) throws SQLException {
    for (OwnTable table : tables) {
      if (!table.deferred().isEmpty()) {
        clearReferences(connection, table);
      }
    }
    String filtered =
        """
        DELETE FROM "migration"."filtered_row"
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "batch_no" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(filtered)) {
      setBatch(statement);
      statement.executeUpdate();
    }
  }

  private void clearReferences(Connection connection, OwnTable table) throws SQLException {
    String sql =
        """
        DELETE FROM "migration"."deferred_reference" d
        WHERE d."entity_no" = ? AND d."tenant_no" = ? AND d."table_name" = ?
          AND NOT EXISTS (SELECT FROM %s t WHERE t.%s = d."row_id")
        """
            .formatted(table.sql(), Quoted.name(table.id()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, partition.entityNo());
      statement.setInt(2, partition.tenantNo());
      statement.setString(3, table.name());
      statement.executeUpdate();
    }
  }

  private void setBatch(PreparedStatement statement) throws SQLException {
    statement.setInt(1, partition.entityNo());
    statement.setInt(2, partition.tenantNo());
    statement.setLong(3, batchNo);
  }

  /** Moves the batch's row into the audit, or adds to the audit if it is there. */
  void audit(Connection connection, BatchRolledBack outcome) throws SQLException {
    String move =
        """
        WITH "gone" AS (
          DELETE FROM "migration"."batch_state" b WHERE b."batch_no" = ? RETURNING b.*
        )
        INSERT INTO "migration"."rolled_back_batch"
          ("rollback_id", "batch_no", "batch_id", "run_id", "entity_type", "tenant_id", "batch",
           "rows_deleted", "rows_kept", "rolled_back_at")
        SELECT ?, g."batch_no", g."batch_id", g."run_id", g."entity_type", g."tenant_id",
               to_jsonb(g), ?, ?::jsonb, clock_timestamp()
        FROM "gone" g
        """;
    String add =
        """
        UPDATE "migration"."rolled_back_batch"
        SET "rollback_id" = ?, "rows_deleted" = "rows_deleted" + ?,
            "rows_kept" = "rows_kept" - ARRAY['changed-since', 'depended-on', 'shared'] || ?::jsonb,
            "rolled_back_at" = clock_timestamp()
        WHERE "batch_no" = ?
        """;
    boolean standing = step.batch().standing();
    try (PreparedStatement statement = connection.prepareStatement(standing ? move : add)) {
      int at = 1;
      if (standing) {
        statement.setLong(at++, batchNo);
      }
      statement.setObject(at++, step.rollbackId());
      statement.setLong(at++, outcome.targetRows());
      statement.setString(at++, outcome.keptAsJson());
      if (!standing) {
        statement.setLong(at, batchNo);
      }
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("batch " + batchNo + " is in no ledger");
      }
    }
  }

  /**
   * Sets the batch's partition back to where it stood before the batch. Rows that were left are
   * there when their batch is loaded again, and so are letters that were passed on: they want to be
   * merged. With the last batch of a pass the partition is back at the end of the pass before. How
   * batches enter the target is the same in all key ranges.
   *
   * @param rowsLeft whether rows of the batch, or open letters of it, stay
   * @return whether nothing of the entity and tenant stands any more
   */
  boolean setBack(Connection connection, boolean rowsLeft) throws SQLException {
    String sql =
        """
        WITH "left" AS (
          SELECT EXISTS (SELECT FROM "migration"."batch_state" b
                         JOIN "migration"."partition" o USING ("partition_no")
                         WHERE o."entity_no" = ? AND o."tenant_no" = ?) AS "batches",
                 coalesce((SELECT max(b."pass") FROM "migration"."batch_state" b
                           WHERE b."partition_no" = ?), 0) AS "pass",
                 EXISTS (SELECT FROM "migration"."id_mapping_int" m
                         WHERE m."entity_no" = ? AND m."tenant_no" = ?)
                 OR EXISTS (SELECT FROM "migration"."id_mapping_text" m
                            WHERE m."entity_no" = ? AND m."tenant_no" = ?) AS "rows"
        )
        UPDATE "migration"."partition" p
        SET "status" = 'open',
            "pass" = l."pass",
            "cursor_key" = CASE WHEN ? AND l."pass" = ? THEN (
                SELECT array_agg(k."part" ORDER BY k."i")
                FROM "migration"."rolled_back_batch" r
                CROSS JOIN LATERAL jsonb_array_elements_text(
                  CASE jsonb_typeof(r."batch"->'lower_key')
                    WHEN 'array' THEN r."batch"->'lower_key' END)
                  WITH ORDINALITY AS k ("part", "i")
                WHERE r."batch_no" = ?)
              WHEN l."pass" <> p."pass" THEN coalesce((
                SELECT b."upper_key" FROM "migration"."batch_state" b
                WHERE b."partition_no" = p."partition_no" AND b."pass" = l."pass"
                  AND b."kind" = 'range'
                ORDER BY b."batch_no" DESC LIMIT 1), p."lower_bound")
              ELSE p."cursor_key" END,
            "load_mode" = CASE
                WHEN NOT l."batches" AND NOT l."rows" THEN NULL
                WHEN p."load_mode" = 'DIRECT' AND (? OR NOT l."batches") THEN 'MERGE'
                ELSE p."load_mode" END,
            "updated_at" = clock_timestamp()
        FROM "left" l
        WHERE p."partition_no" = ?
        RETURNING NOT l."batches"
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, partition.entityNo());
      statement.setInt(2, partition.tenantNo());
      statement.setLong(3, step.batch().partitionNo());
      statement.setInt(4, partition.entityNo());
      statement.setInt(5, partition.tenantNo());
      statement.setInt(6, partition.entityNo());
      statement.setInt(7, partition.tenantNo());
      statement.setBoolean(8, step.batch().standing() && step.batch().isRange());
      statement.setInt(9, step.batch().pass());
      statement.setLong(10, batchNo);
      statement.setBoolean(11, rowsLeft);
      statement.setLong(12, step.batch().partitionNo());
      boolean nothingStands;
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        nothingStands = row.getBoolean(1);
      }
      setModeOfAllRanges(connection);
      return nothingStands;
    }
  }

  private void setModeOfAllRanges(Connection connection) throws SQLException {
    String sql =
        """
        UPDATE "migration"."partition" o
        SET "load_mode" = p."load_mode"
        FROM "migration"."partition" p
        WHERE p."partition_no" = ? AND o."entity_no" = p."entity_no"
          AND o."tenant_no" = p."tenant_no" AND o."load_mode" IS DISTINCT FROM p."load_mode"
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, step.batch().partitionNo());
      statement.executeUpdate();
    }
  }

  /**
   * Keeps that this transaction, not somebody else, changed the rows whose references it took back.
   */
  void keepWindow(Connection connection, Map<DeferredCut.Owner, Long> cut) throws SQLException {
    String insert =
        """
        INSERT INTO "migration"."second_pass"
          ("entity_no", "tenant_no", "references_set", "xid_from", "xid_to")
        VALUES (?, ?, ?, pg_current_xact_id()::text::bigint, 0)
        RETURNING "second_pass_no"
        """;
    String close =
        """
        UPDATE "migration"."second_pass"
        SET "xid_to" = "migration"."xid_after"("xid_from", xmin::text::bigint),
            "committed_at" = clock_timestamp()
        WHERE "second_pass_no" = ?
        """;
    for (Map.Entry<DeferredCut.Owner, Long> entry : cut.entrySet()) {
      Savepoint last = connection.setSavepoint();
      long number;
      try (PreparedStatement statement = connection.prepareStatement(insert)) {
        statement.setInt(1, entry.getKey().entityNo());
        statement.setInt(2, entry.getKey().tenantNo());
        statement.setLong(3, entry.getValue());
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          number = row.getLong(1);
        }
      }
      connection.releaseSavepoint(last);
      try (PreparedStatement statement = connection.prepareStatement(close)) {
        statement.setLong(1, number);
        statement.executeUpdate();
      }
    }
  }

  /** What an earlier attempt of this rollback made of the batch, if it was committed after all. */
  Optional<BatchRolledBack> committedBefore(Connection connection) throws SQLException {
    String sql =
        """
        SELECT r."rollback_id", r."rows_deleted", k."reason", k."count"
        FROM "migration"."rolled_back_batch" r
        LEFT JOIN LATERAL (SELECT j."key" AS "reason", j."value"::bigint AS "count"
                           FROM jsonb_each_text(r."rows_kept") j) k ON TRUE
        WHERE r."batch_no" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, batchNo);
      try (ResultSet rows = statement.executeQuery()) {
        BatchRolledBack before = null;
        while (rows.next()) {
          if (!step.rollbackId().equals(rows.getObject("rollback_id", UUID.class))) {
            return Optional.empty();
          }
          long deleted = rows.getLong("rows_deleted");
          before =
              (before == null ? BatchRolledBack.of(deleted, 0, java.util.List.of()) : before)
                  .and(rows.getString("reason"), rows.getLong("count"));
        }
        return Optional.ofNullable(before);
      }
    }
  }
}
