package io.tributary.rollback;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/**
 * What becomes of the dead letters of a batch that is taken back: they stay, marked. Letters that
 * the batch had closed are open again, unless the batch that read their rows is gone, too. Letters
 * that a refresh has met again stay open, for the pass before has met them as well.
 */
final class LettersTakenBack {

  private final RollbackStep step;
  private final PartitionToRollBack partition;

  LettersTakenBack(RollbackStep step) {
    this.step = step;
    this.partition = step.partition();
  }

  /**
   * Marks the letters.
   *
   * @param keptKeys legacy keys of rows that stay in the target: their letters stay closed
   */
  void mark(Connection connection, Collection<String> keptKeys) throws SQLException {
    if (step.batch().isReplay()) {
      passToTheFirstBatch(connection, 1);
    } else {
      if (step.batch().pass() > 0) {
        passToTheFirstBatch(connection, 2);
      }
      close(connection, "d.\"batch_no\" = " + step.batch().batchNo());
    }
    reopen(connection, keptKeys);
  }

  /**
   * Marks every letter that is still open, since nothing of the entity and tenant stands any more.
   */
  void markRest(Connection connection) throws SQLException {
    close(connection, "TRUE");
  }

  private void close(Connection connection, String which) throws SQLException {
    String sql =
        """
        UPDATE "migration"."dead_letter" d
        SET "status" = 'rolled-back', "closed_at" = clock_timestamp(), "closed_why" = ?
        WHERE d."entity_no" = ? AND d."tenant_no" = ? AND d."status" IN ('open', 'waiting')
          AND %s
        """
            .formatted(which);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, step.why());
      statement.setInt(2, partition.entityNo());
      statement.setInt(3, partition.tenantNo());
      statement.executeUpdate();
    }
  }

  /**
   * A replay or refresh that failed again left its own number in the letter. The row was read by an
   * earlier batch, nobody knows which, so the letter goes with the last batch of all.
   *
   * @param attempts letters that were tried less often are left: they were met first here
   */
  private void passToTheFirstBatch(Connection connection, int attempts) throws SQLException {
    String sql =
        """
        UPDATE "migration"."dead_letter" d
        SET "batch_no" = b."batch_no", "batch_id" = b."batch_id", "run_id" = b."run_id"
        FROM (SELECT s."batch_no", s."batch_id", s."run_id" FROM "migration"."batch_state" s
              JOIN "migration"."partition" p USING ("partition_no")
              WHERE p."entity_no" = ? AND p."tenant_no" = ? AND s."batch_no" < ?
              ORDER BY s."batch_no" LIMIT 1) b
        WHERE d."batch_no" = ? AND d."status" IN ('open', 'waiting') AND d."attempts" >= ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, partition.entityNo());
      statement.setInt(2, partition.tenantNo());
      statement.setLong(3, step.batch().batchNo());
      statement.setLong(4, step.batch().batchNo());
      statement.setInt(5, attempts);
      statement.executeUpdate();
    }
  }

  private void reopen(Connection connection, Collection<String> keptKeys) throws SQLException {
    String sql =
        """
        UPDATE "migration"."dead_letter" d
        SET "closed_by_batch" = NULL,
            "status" = CASE WHEN s."stands" THEN 'open' ELSE 'rolled-back' END,
            "closed_at" = CASE WHEN s."stands" THEN NULL ELSE clock_timestamp() END,
            "closed_why" = CASE WHEN s."stands" THEN NULL ELSE ? END
        FROM (SELECT l."dead_letter_no",
                     EXISTS (SELECT FROM "migration"."batch_state" b
                             WHERE b."batch_no" = l."batch_no")
                     AND NOT EXISTS (
                       SELECT FROM "migration"."dead_letter" o
                       WHERE o."entity_no" = l."entity_no" AND o."tenant_no" = l."tenant_no"
                         AND md5(o."legacy_key") = md5(l."legacy_key")
                         AND o."status" IN ('open', 'waiting')) AS "stands"
              FROM "migration"."dead_letter" l
              WHERE l."entity_no" = ? AND l."tenant_no" = ? AND l."status" = 'replayed'
                AND l."closed_by_batch" = ? AND l."legacy_key" <> ALL (?)) s
        WHERE d."dead_letter_no" = s."dead_letter_no"
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, step.why());
      statement.setInt(2, partition.entityNo());
      statement.setInt(3, partition.tenantNo());
      statement.setLong(4, step.batch().batchNo());
      statement.setArray(5, connection.createArrayOf("text", keptKeys.toArray()));
      statement.executeUpdate();
    }
  }
}
