package io.tributary.ledger;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.manifest.DeadLetterRules;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The dead letters of one service as an operator sees them: to look through, to read, and to decide
 * against. A service without schema {@code migration} has none. Thread-safe; every method throws
 * {@link MigrationException} if the database fails.
 */
public final class DeadLetterArchive {

  private static final String WANTED =
      """
      FROM "migration"."dead_letter" d
      JOIN "migration"."entity" e USING ("entity_no")
      JOIN "migration"."tenant" t USING ("tenant_no")
      WHERE d."status" = ANY (?)
        AND (? OR e."identity" = ANY (?))
        AND (? OR t."tenant_id" = ANY (?))
        AND (? OR d."reason" = ?)
      """;

  private final String service;
  private final Transactions transactions;
  private final Payloads payloads;
  private final DiscardedLetters discarded;

  DeadLetterArchive(String service, Transactions transactions, Payloads payloads, Holders holders) {
    this.service = service;
    this.transactions = transactions;
    this.payloads = payloads;
    this.discarded = new DiscardedLetters(service, holders);
  }

  /**
   * Letters in the order of their numbers.
   *
   * @param limit the most letters wanted
   */
  public List<StoredLetter> list(LetterSearch search, int limit) {
    return read(
        List.of(),
        connection -> {
          String sql = "SELECT d.*, e.\"identity\", t.\"name\" AS \"tenant_name\"\n" + WANTED;
          List<StoredLetter> letters = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(sql + "ORDER BY d.\"dead_letter_no\" LIMIT ?")) {
            set(connection, statement, search);
            statement.setInt(8, limit);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                letters.add(letter(rows));
              }
            }
          }
          return letters;
        });
  }

  /** How many letters there are for each reason, the most frequent first. */
  public Map<String, Long> countByReason(LetterSearch search) {
    return read(
        Map.of(),
        connection -> {
          Map<String, Long> counts = new LinkedHashMap<>();
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT d.\"reason\", count(*)\n" + WANTED + "GROUP BY 1 ORDER BY 2 DESC, 1")) {
            set(connection, statement, search);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
              }
            }
          }
          return counts;
        });
  }

  /**
   * The rows that are not in the target and why, counted; rolled back and replayed ones are not.
   */
  public List<LetterTally> tally() {
    String sql =
        """
        SELECT e."identity", t."tenant_id", d."column_name", d."reason", d."status", count(*)
        FROM "migration"."dead_letter" d
        JOIN "migration"."entity" e USING ("entity_no")
        JOIN "migration"."tenant" t USING ("tenant_no")
        WHERE d."status" IN ('open', 'waiting', 'discarded')
        GROUP BY 1, 2, 3, 4, 5
        ORDER BY 1, 2, 6 DESC, 3, 4, 5
        """;
    return read(
        List.of(),
        connection -> {
          List<LetterTally> tallies = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(sql);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              tallies.add(
                  new LetterTally(
                      rows.getString(1),
                      rows.getObject(2, UUID.class),
                      Optional.ofNullable(rows.getString(3)),
                      rows.getString(4),
                      LetterStatus.of(rows.getString(5)),
                      rows.getLong(6)));
            }
          }
          return tallies;
        });
  }

  private static void set(Connection connection, PreparedStatement statement, LetterSearch search)
      throws SQLException {
    statement.setArray(
        1, texts(connection, search.statuses().stream().map(LetterStatus::word).toList()));
    statement.setBoolean(2, search.identities().isEmpty());
    statement.setArray(3, texts(connection, List.copyOf(search.identities().orElse(Set.of()))));
    statement.setBoolean(4, search.tenants().isEmpty());
    statement.setArray(
        5, connection.createArrayOf("uuid", search.tenants().orElse(Set.of()).toArray()));
    statement.setBoolean(6, search.reason().isEmpty());
    statement.setString(7, search.reason().map(Enum::name).orElse(""));
  }

  private static Array texts(Connection connection, List<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  /**
   * The letter of that number.
   *
   * @throws InvalidInputException if there is none
   */
  public StoredLetter find(LetterNumber number) {
    return row(number, this::letter);
  }

  /**
   * The source row of a letter as a JSON object, decrypted if it has to be; empty if it was not
   * kept.
   *
   * @throws InvalidInputException if there is no such letter, or its row is encrypted and the
   *     manifest does not have the key
   * @throws MigrationException if an encrypted row was changed or belongs to another letter
   */
  public Optional<String> sourceRow(LetterNumber number) {
    Kept kept =
        row(number, row -> new Kept(letter(row), Optional.ofNullable(row.getString("source_row"))));
    return kept.row.map(stored -> payloads.open(kept.letter, stored));
  }

  private record Kept(StoredLetter letter, Optional<String> row) {}

  private <T> T row(LetterNumber number, Reading<T> reading) {
    Optional<T> found =
        read(
            Optional.empty(),
            connection -> {
              String sql =
                  """
                  SELECT d.*, e."identity", t."name" AS "tenant_name"
                  FROM "migration"."dead_letter" d
                  JOIN "migration"."entity" e USING ("entity_no")
                  JOIN "migration"."tenant" t USING ("tenant_no")
                  WHERE d."dead_letter_no" = ?
                  """;
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, number.number());
                try (ResultSet row = statement.executeQuery()) {
                  return row.next() ? Optional.of(reading.of(row)) : Optional.empty();
                }
              }
            });
    return found.orElseThrow(() -> new InvalidInputException(DiscardedLetters.unknown(number)));
  }

  /**
   * Decides against the rows of letters, all of them or none.
   *
   * @param numbers open or waiting ones
   * @param why kept with each
   * @throws InvalidInputException naming each letter that is not there or closed already
   * @throws io.tributary.fault.RefusedException if a run works on one of their partitions
   */
  public void discard(Set<Long> numbers, String why) {
    // Tried once: done twice it would refuse what it has done itself.
    transactions.once(
        connection -> {
          discarded.discard(connection, numbers, why);
          return numbers;
        });
  }

  /** What is said of a letter that is closed already. */
  public static Problem closed(StoredLetter letter) {
    return DiscardedLetters.closed(letter.number(), letter.status());
  }

  private <T> T read(T otherwise, SqlWork<T> work) {
    return transactions.own(
        connection -> LedgerSchema.exists(connection) ? work.run(connection) : otherwise);
  }

  private StoredLetter letter(ResultSet row) throws SQLException {
    return new StoredLetter(
        new LetterNumber(service, row.getLong("dead_letter_no")),
        row.getString("identity"),
        row.getString("entity_type"),
        row.getObject("tenant_id", UUID.class),
        row.getString("tenant_name"),
        row.getString("legacy_key"),
        row.getObject("run_id", UUID.class),
        row.getObject("batch_id", UUID.class),
        row.getString("stage"),
        Optional.ofNullable(row.getString("column_name")),
        row.getString("reason"),
        row.getString("message"),
        LetterStatus.of(row.getString("status")),
        DeadLetterRules.Payload.valueOf(row.getString("payload").toUpperCase(Locale.ROOT)),
        row.getInt("attempts"),
        instant(row, "created_at").orElseThrow(),
        closed(row));
  }

  private static Optional<StoredLetter.Closed> closed(ResultSet row) throws SQLException {
    Optional<Instant> at = instant(row, "closed_at");
    Optional<Long> byBatch = Optional.ofNullable(row.getObject("closed_by_batch", Long.class));
    Optional<String> why = Optional.ofNullable(row.getString("closed_why"));
    return at.map(time -> new StoredLetter.Closed(time, byBatch, why));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /** What is read of a row. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }
}
