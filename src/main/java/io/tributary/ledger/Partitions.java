package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fence: the partition's row, locked for every batch.
 *
 * <p>The row is read with FOR UPDATE, which waits for a takeover that is under way and then sees
 * its epoch. A plain SELECT would read the epoch from before the takeover's commit and let a stale
 * worker write behind it.
 */
final class Partitions {

  /**
   * Locks the claim's row, and names the session ({@link Holders#nameSession}); the cursor that is
   * in the row, if the claim still holds.
   */
  Optional<List<String>> lock(Connection connection, Claim claim) throws SQLException {
    String sql =
        """
        SELECT "epoch", "run_id", "cursor_key", set_config('application_name', ?, TRUE)
        FROM "migration"."partition" WHERE "partition_no" = ? FOR UPDATE
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, Holders.sessionName(claim.runId()));
      statement.setLong(2, claim.partitionNo());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new MigrationException(
              new Problem(
                  LedgerCode.UNKNOWN_PARTITION,
                  claim.displayName(),
                  "the ledger has no partition " + claim.partitionNo(),
                  "Its rows in schema migration were removed while it was worked on; run again."),
              null);
        }
        if (row.getLong("epoch") != claim.epoch()) {
          throw takenOver(claim, row.getString("run_id"));
        }
        return Keys.parts(row, "cursor_key");
      }
    }
  }

  /** Refuses the next batch of a partition if it does not begin where the last one ended. */
  void requireInStep(Batch batch, Optional<List<String>> cursor) {
    if (batch.kind() == BatchKind.RANGE && !batch.lower().equals(cursor)) {
      throw new MigrationException(
          new Problem(
              LedgerCode.OUT_OF_STEP,
              batch.claim().displayName(),
              "batch "
                  + batch.batchId()
                  + " was read from another place than the ledger's cursor, so rows would be lost"
                  + " or loaded twice",
              "The partition is left as it is; run again, and it goes on from the cursor."),
          null);
    }
  }

  /**
   * Moves the cursor to the end of a range; other batches leave it. The row is locked by this
   * transaction. Works under a savepoint of its own, whose transaction id is higher than any that
   * the batch has used before.
   *
   * @return the xmin of what it wrote, 32 bits wide
   */
  long advance(Connection connection, Batch batch) throws SQLException {
    String sql =
        """
        UPDATE "migration"."partition"
        SET "cursor_key" = coalesce(?, "cursor_key"), "updated_at" = clock_timestamp()
        WHERE "partition_no" = ? AND "epoch" = ?
        RETURNING xmin::text::bigint
        """;
    Optional<List<String>> upper =
        Optional.of(batch.upper()).filter(key -> batch.kind() == BatchKind.RANGE);
    Savepoint last = connection.setSavepoint();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, Keys.parts(connection, upper));
      statement.setLong(2, batch.claim().partitionNo());
      statement.setLong(3, batch.claim().epoch());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw takenOver(batch.claim(), null);
        }
        long xmin = row.getLong(1);
        connection.releaseSavepoint(last);
        return xmin;
      }
    }
  }

  /** Marks the partition, unless somebody else has claimed it; says whether it did. */
  boolean mark(Connection connection, Claim claim, PartitionStatus status, @Nullable String message)
      throws SQLException {
    Holders.nameSession(connection, claim.runId());
    String sql =
        """
        UPDATE "migration"."partition"
        SET "status" = ?, "message" = ?, "held" = FALSE, "updated_at" = clock_timestamp()
        WHERE "partition_no" = ? AND "epoch" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, status.word());
      statement.setString(2, message == null ? null : LedgerText.escape(message));
      statement.setLong(3, claim.partitionNo());
      statement.setLong(4, claim.epoch());
      return statement.executeUpdate() == 1;
    }
  }

  /** Lets go of the partition, as it stands; without effect if somebody else has claimed it. */
  boolean release(Connection connection, Claim claim) throws SQLException {
    Holders.nameSession(connection, claim.runId());
    String sql =
        """
        UPDATE "migration"."partition" SET "held" = FALSE
        WHERE "partition_no" = ? AND "epoch" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, claim.partitionNo());
      statement.setLong(2, claim.epoch());
      return statement.executeUpdate() == 1;
    }
  }

  static TakenOverException takenOver(Claim claim, @Nullable String runId) {
    String holder = runId == null ? "another run" : "run " + runId;
    return new TakenOverException(
        new Problem(
            LedgerCode.TAKEN_OVER,
            claim.displayName(),
            "the partition was taken over by " + holder,
            "Nothing of this batch is kept; the other run goes on from the cursor."),
        holder);
  }
}
