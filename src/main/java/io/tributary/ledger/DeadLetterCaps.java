package io.tributary.ledger;

import io.tributary.batch.Accounting;
import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.manifest.DeadLetterRules;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Stops an entity and tenant that drowns in dead letters: the batch that passes a cap is refused,
 * whole. Open letters count. Rows that wait for a parent may still be loaded, and what was replayed
 * or discarded is dealt with. Where several ranges are loaded at once, the batches in hand of the
 * others are not seen, so that a cap can be passed by as many batches as there are workers.
 *
 * <p>A batch without dead letters costs nothing. Of the others most cost one look at the ledger's
 * sums, which can only be too high; letters are counted where those pass a cap.
 */
final class DeadLetterCaps {

  /** Rows of a partition before its share says anything. */
  private static final long ROWS_FOR_A_SHARE = 1_000;

  private static final int REASONS_TOLD = 5;

  /** A letter of an earlier pass says nothing of the rows that this one has read. */
  private static final String OPEN_IN_PASS =
      """
      d."entity_no" = ? AND d."tenant_no" = ? AND d."status" = 'open'
        AND EXISTS (SELECT FROM "migration"."batch_state" b
                    WHERE b."batch_no" = d."batch_no" AND b."pass" = ?)
      """;

  private final DeadLetterRules rules;

  DeadLetterCaps(DeadLetterRules rules) {
    this.rules = rules;
  }

  /**
   * In the batch's transaction, after its letters are written and those of its good rows closed.
   *
   * @throws MigrationException if the partition has too many of them
   */
  void require(Connection connection, Batch batch) throws SQLException {
    Accounting sums = batch.accounting();
    if (batch.kind() == BatchKind.REPLAY
        || batch.kind() == BatchKind.REPAIR
        || sums.deadLettered() == 0) {
      return;
    }
    Claim claim = batch.claim();
    DeadLetterRules.Caps caps = rules.caps(claim.entity().name());
    Rows before = before(connection, claim);
    long read = before.read + sums.read();
    if (passed(caps, before.dead + sums.deadLettered(), read).isEmpty()) {
      return;
    }
    long open = open(connection, claim);
    Optional<String> cap = passed(caps, open, read);
    if (cap.isPresent()) {
      throw drowning(connection, claim, open, read, cap.get());
    }
  }

  /** The cap that so many letters of so many rows pass, in words. */
  private static Optional<String> passed(DeadLetterRules.Caps caps, long dead, long read) {
    if (caps.maxRows().isPresent() && dead > caps.maxRows().getAsLong()) {
      return Optional.of("maxRows: " + caps.maxRows().getAsLong());
    }
    boolean share =
        read >= ROWS_FOR_A_SHARE
            && BigDecimal.valueOf(dead)
                    .movePointRight(2)
                    .compareTo(caps.maxPercent().multiply(BigDecimal.valueOf(read)))
                > 0;
    return share
        ? Optional.of("maxShare: " + caps.maxPercent().toPlainString() + "%")
        : Optional.empty();
  }

  private record Rows(long read, long dead) {}

  /** What committed batches of all ranges have read, and the most of it that can be dead. */
  private static Rows before(Connection connection, Claim claim) throws SQLException {
    String sql =
        """
        SELECT coalesce(sum("rows_read"), 0), coalesce(sum("rows_dead_lettered"), 0)
        FROM "migration"."batch_state" b JOIN "migration"."partition" p USING ("partition_no")
        WHERE p."entity_no" = ? AND p."tenant_no" = ? AND b."pass" = ?
          AND b."kind" NOT IN ('replay', 'repair') AND b."status" = 'committed'
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setPartition(statement, claim);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Rows(row.getLong(1), row.getLong(2));
      }
    }
  }

  private static long open(Connection connection, Claim claim) throws SQLException {
    String sql =
        """
        SELECT count(*) FROM "migration"."dead_letter" d
        WHERE %s
        """
            .formatted(OPEN_IN_PASS);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setPartition(statement, claim);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void setPartition(PreparedStatement statement, Claim claim) throws SQLException {
    statement.setInt(1, claim.entityNo());
    statement.setInt(2, claim.tenantNo());
    statement.setInt(3, claim.pass());
  }

  private static MigrationException drowning(
      Connection connection, Claim claim, long open, long read, String cap) throws SQLException {
    return new MigrationException(
        new Problem(
            LedgerCode.TOO_MANY_DEAD_LETTERS,
            claim.displayName(),
            "%d of %d rows read are dead letters, more than deadLetters %s allows: %s"
                .formatted(open, read, cap, reasons(connection, claim)),
            "Nothing of this batch is kept. Correct the mapping, or raise the cap in the manifest,"
                + " and run again; `tributary run --dry-run` shows what else would be refused."),
        null);
  }

  private static String reasons(Connection connection, Claim claim) throws SQLException {
    String sql =
        """
        SELECT count(*), coalesce("column_name" || ' ', '') || "reason"
        FROM "migration"."dead_letter" d
        WHERE %s
        GROUP BY 2 ORDER BY 1 DESC, 2 LIMIT ?
        """
            .formatted(OPEN_IN_PASS);
    StringJoiner reasons = new StringJoiner(", ");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setPartition(statement, claim);
      statement.setInt(4, REASONS_TOLD);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reasons.add(rows.getLong(1) + " " + rows.getString(2));
        }
      }
    }
    return reasons.toString();
  }
}
