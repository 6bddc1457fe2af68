package io.tributary.ledger;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Closes letters whose rows somebody decided against. Their partitions' rows are locked first, as
 * claims and batches do: a letter is never discarded while a run tries its row again.
 */
final class DiscardedLetters {

  /** No run has it: whoever holds a partition is somebody else. */
  private static final UUID NOBODY = new UUID(0, 0);

  private final String service;
  private final Holders holders;

  DiscardedLetters(String service, Holders holders) {
    this.service = service;
    this.holders = holders;
  }

  void discard(Connection connection, Set<Long> numbers, String why) throws SQLException {
    if (!LedgerSchema.exists(connection)) {
      throw new InvalidInputException(
          numbers.stream().map(number -> unknown(new LetterNumber(service, number))).toList());
    }
    for (long partition : lockPartitions(connection, numbers)) {
      Optional<ClaimAnswer.Held> holder = holders.living(connection, partition, NOBODY);
      if (holder.isPresent()) {
        throw inHand(holder.get());
      }
    }
    requirePending(connection, numbers);
    close(connection, numbers, why);
  }

  private static List<Long> lockPartitions(Connection connection, Set<Long> numbers)
      throws SQLException {
    String sql =
        """
        SELECT "partition_no" FROM "migration"."partition"
        WHERE ("entity_no", "tenant_no", "range_no") IN (
          SELECT "entity_no", "tenant_no", "range_no" FROM "migration"."dead_letter"
          WHERE "dead_letter_no" = ANY (?))
        ORDER BY "partition_no"
        FOR UPDATE
        """;
    List<Long> partitions = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("bigint", numbers.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          partitions.add(rows.getLong(1));
        }
      }
    }
    return partitions;
  }

  private void requirePending(Connection connection, Set<Long> numbers) throws SQLException {
    Map<Long, LetterStatus> statuses = statuses(connection, numbers);
    List<Problem> problems = new ArrayList<>();
    for (long number : new TreeSet<>(numbers)) {
      LetterNumber letter = new LetterNumber(service, number);
      LetterStatus status = statuses.get(number);
      if (status == null) {
        problems.add(unknown(letter));
      } else if (!status.isPending()) {
        problems.add(closed(letter, status));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
  }

  private static Map<Long, LetterStatus> statuses(Connection connection, Set<Long> numbers)
      throws SQLException {
    String sql =
        """
        SELECT "dead_letter_no", "status" FROM "migration"."dead_letter"
        WHERE "dead_letter_no" = ANY (?)
        """;
    Map<Long, LetterStatus> statuses = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("bigint", numbers.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          statuses.put(rows.getLong(1), LetterStatus.of(rows.getString(2)));
        }
      }
    }
    return statuses;
  }

  private static void close(Connection connection, Set<Long> numbers, String why)
      throws SQLException {
    String sql =
        """
        UPDATE "migration"."dead_letter"
        SET "status" = 'discarded', "closed_at" = clock_timestamp(), "closed_why" = ?
        WHERE "dead_letter_no" = ANY (?)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, LedgerText.escape(why));
      statement.setArray(2, connection.createArrayOf("bigint", numbers.toArray()));
      statement.executeUpdate();
    }
  }

  static Problem unknown(LetterNumber letter) {
    return new Problem(
        LedgerCode.UNKNOWN_LETTER,
        letter.toString(),
        "there is no such dead letter",
        "`tributary dead-letters list` shows those that there are.");
  }

  /** For letters that are replayed, discarded or rolled back. */
  static Problem closed(LetterNumber letter, LetterStatus status) {
    return new Problem(
        LedgerCode.LETTER_CLOSED,
        letter.toString(),
        "the letter is " + status.word() + " already",
        "Leave it out: only open and waiting letters can be dealt with.");
  }

  private RefusedException inHand(ClaimAnswer.Held holder) {
    return new RefusedException(
        new Problem(
            LedgerCode.LETTER_IN_HAND,
            service,
            "one of the letters belongs to a partition that is held by " + holder.holder(),
            "Nothing was discarded. Try again when that run has ended."));
  }
}
