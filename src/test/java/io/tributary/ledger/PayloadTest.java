package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.column;
import static io.tributary.ledger.LedgerFixture.entity;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.KeyShape;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Retries;
import io.tributary.manifest.DeadLetterRules;
import io.tributary.manifest.DeadLetterRules.Payload;
import io.tributary.manifest.Secret;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is kept of the source row of a dead letter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PayloadTest {

  private static final Optional<Secret> KEY =
      Optional.of(new Secret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
  private static final Optional<Secret> OTHER_KEY =
      Optional.of(new Secret("OTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
  private static final List<SourceColumn> COLUMNS =
      List.of(
          column("Id", SourceType.TEXT),
          column("Name", SourceType.TEXT),
          column("Ssn", SourceType.INTEGER),
          column("Gpa", SourceType.DECIMAL),
          column("Free", SourceType.BOOLEAN),
          column("Born", SourceType.DATE),
          column("Photo", SourceType.BYTES),
          column("Note", SourceType.TEXT));

  private LedgerFixture fixture;

  @BeforeAll
  void migrate() {
    fixture = LedgerFixture.migrated();
  }

  @AfterAll
  void close() {
    fixture.close();
  }

  @Test
  void aMaskedRowHasItsKeyAndOfOtherValuesKindAndLengthOnly() {
    commit("masked", rules(Payload.MASK, Optional.empty()), "k1");

    assertThat(
            fixture.postgres.query(
                """
                SELECT payload, source_row = '{"Id": "k1",
                  "Name": {"$masked": "text", "length": 9}, "Ssn": {"$masked": "integer", "length": 9},
                  "Gpa": {"$masked": "decimal", "length": 3}, "Free": {"$masked": "boolean"},
                  "Born": {"$masked": "date"}, "Photo": {"$masked": "bytes", "length": 2},
                  "Note": null}'::jsonb
                FROM migration.dead_letter WHERE entity_type = 'masked'
                """))
        .containsExactly("mask|t");
  }

  @Test
  void aDroppedRowIsNotKept() {
    LetterNumber letter = commit("dropped", rules(Payload.DROP, Optional.empty()), "k1");

    assertThat(stored("dropped")).containsExactly("drop|∅");
    assertThat(ledger(rules(Payload.KEEP, Optional.empty())).archive().sourceRow(letter)).isEmpty();
  }

  @Test
  void anEncryptedRowIsReadWithItsKeyAndNoTwoCiphertextsAreAlike() {
    DeadLetterRules rules = rules(Payload.ENCRYPT, KEY);
    LetterNumber first = commit("sealed", rules, "k1", "k2");

    assertThat(ledger(rules).archive().sourceRow(first).orElseThrow())
        .startsWith("{\"Id\":\"k1\",\"Name\":\"Ann Smith\"");
    assertThat(stored("sealed")).noneMatch(row -> row.contains("Ann"));
    assertThat(
            fixture.postgres.query(
                """
                SELECT count(DISTINCT substr(source_row ->> '$aes-gcm', 1, 16)), min(source_row ->> 'key')
                FROM migration.dead_letter WHERE entity_type = 'sealed'
                """))
        .singleElement()
        .asString()
        .matches("2\\|[0-9a-f]{8}");
  }

  @Test
  void aKeyThatIsMissingOrAnotherIsNamed() {
    LetterNumber letter = commit("keyless", rules(Payload.ENCRYPT, KEY), "k1");

    assertThatThrownBy(
            () -> ledger(rules(Payload.KEEP, Optional.empty())).archive().sourceRow(letter))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-0524")
        .hasMessageContaining("the manifest has none");
    assertThatThrownBy(() -> ledger(rules(Payload.KEEP, OTHER_KEY)).archive().sourceRow(letter))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the manifest has key");
  }

  @Test
  void aCiphertextThatWasMovedToAnotherLetterIsRefused() {
    DeadLetterRules rules = rules(Payload.ENCRYPT, KEY);
    LetterNumber first = commit("moved", rules, "k1", "k2");
    fixture.postgres.execute(
        """
        UPDATE migration.dead_letter a SET source_row = b.source_row
        FROM migration.dead_letter b
        WHERE a.entity_type = 'moved' AND b.entity_type = 'moved'
          AND a.legacy_key = 'k1' AND b.legacy_key = 'k2'
        """);

    assertThatThrownBy(() -> ledger(rules).archive().sourceRow(first))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0525 students:" + first.number());
  }

  @Test
  void aCiphertextThatWasTamperedWithIsRefused() {
    DeadLetterRules rules = rules(Payload.ENCRYPT, KEY);
    LetterNumber first = commit("tampered", rules, "k1");
    fixture.postgres.execute(
        """
        UPDATE migration.dead_letter
        SET source_row = jsonb_set(source_row, '{$aes-gcm}', to_jsonb(
          translate(left(source_row ->> '$aes-gcm', 30), 'AaBbCcDdEe012345', 'aAbBcCdDeE543210')
          || substr(source_row ->> '$aes-gcm', 31)))
        WHERE entity_type = 'tampered'
        """);

    assertThatThrownBy(() -> ledger(rules).archive().sourceRow(first))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0525");
  }

  private static DeadLetterRules rules(Payload payload, Optional<Secret> key) {
    return new DeadLetterRules(payload, key, DeadLetterRules.Caps.DEFAULT, Map.of());
  }

  private Ledger ledger(DeadLetterRules rules) {
    return new Ledger(
        LedgerFixture.service(Optional.empty()),
        fixture.postgres.dataSource(),
        LedgerTimes.DEFAULT,
        Retries.NONE,
        rules);
  }

  private List<String> stored(String entity) {
    return fixture.postgres.query(
        "SELECT payload, source_row FROM migration.dead_letter WHERE entity_type = '"
            + entity
            + "'");
  }

  /** A batch of such rows, all dead; the first one's letter. */
  private LetterNumber commit(String entity, DeadLetterRules rules, String... keys) {
    Claim claim = fixture.claim(entity(entity), tenant("a"), LoadMode.DIRECT);
    List<Object[]> rows = java.util.Arrays.stream(keys).map(PayloadTest::row).toList();
    Batch batch =
        new Batch(
            claim,
            new RowShape(COLUMNS),
            new KeyShape(COLUMNS.subList(0, 1)),
            claim.cursor(),
            rows,
            100,
            true,
            System.nanoTime());
    for (int i = 0; i < keys.length; i++) {
      batch.refuse(
          i, new DeadLetter(DeadLetter.Stage.MAP, Optional.empty(), Reason.TOO_LONG, "too long"));
    }
    Ledger ledger = ledger(rules);
    fixture.inTransaction(() -> ledger.close(batch, ledger.open(batch).batchNo()));
    return new LetterNumber(
        "students",
        Long.parseLong(
            fixture
                .postgres
                .query(
                    "SELECT min(dead_letter_no) FROM migration.dead_letter WHERE entity_type = '"
                        + entity
                        + "'")
                .get(0)));
  }

  private static Object[] row(String key) {
    return new Object[] {
      key,
      "Ann Smith",
      123456789L,
      new BigDecimal("3.75"),
      true,
      LocalDate.of(2010, 2, 28),
      new byte[] {1, 2},
      null
    };
  }
}
