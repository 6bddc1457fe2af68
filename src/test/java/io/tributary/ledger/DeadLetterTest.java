package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.column;
import static io.tributary.ledger.LedgerFixture.entity;
import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.KeyShape;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterTest {

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
  void aLetterHoldsTheReasonAndTheWholeRow() {
    Claim claim = claim("whole");
    List<SourceColumn> columns =
        List.of(
            column("Id", SourceType.TEXT),
            column("Bit", SourceType.BOOLEAN),
            column("Money", SourceType.DECIMAL),
            column("Real", SourceType.REAL),
            column("Float", SourceType.DOUBLE),
            column("Text", SourceType.TEXT),
            column("Date", SourceType.DATE),
            column("Time", SourceType.TIME),
            column("Stamp", SourceType.TIMESTAMP),
            column("Offset", SourceType.TIMESTAMPTZ),
            column("Guid", SourceType.UUID),
            column("Bytes", SourceType.BYTES),
            column("Null", SourceType.TEXT));
    Object[] row = {
      "k1",
      true,
      new BigDecimal("1E+3"),
      1.5f,
      Double.NaN,
      "😀 \"quoted\" \\ \u0001",
      LocalDate.of(2010, 2, 28),
      LocalTime.of(1, 2, 3),
      LocalDateTime.of(2010, 2, 28, 1, 2, 3),
      OffsetDateTime.parse("2010-02-28T01:02:03-05:00"),
      new UUID(1, 2),
      new byte[] {0, -1},
      null
    };

    fixture.commit(refused(claim, columns, row));

    assertThat(
            fixture.postgres.query(
                """
                SELECT entity_type, tenant_id, legacy_key, stage, column_name, reason, message,
                       status, batch_id = (SELECT batch_id FROM migration.batch_state b
                                           WHERE b.batch_no = d.batch_no)
                FROM migration.dead_letter d WHERE entity_type = 'whole'
                """))
        .containsExactly(
            "whole|" + tenant("a").id() + "|k1|MAP|email|TOO_LONG|longer than 20|open|t");
    assertThat(
            fixture.postgres.query(
                """
                SELECT source_row = '{"Id": "k1", "Bit": true, "Money": 1000, "Real": 1.5,
                  "Float": "NaN", "Text": "😀 \\"quoted\\" \\\\ \\u0001", "Date": "2010-02-28",
                  "Time": "01:02:03", "Stamp": "2010-02-28T01:02:03",
                  "Offset": "2010-02-28T01:02:03-05:00",
                  "Guid": "00000000-0000-0001-0000-000000000002", "Bytes": {"$hex": "00ff"},
                  "Null": null}'::jsonb, source_row
                FROM migration.dead_letter WHERE entity_type = 'whole'
                """))
        .singleElement()
        .asString()
        .startsWith("t|");
  }

  @Test
  void nothingInARowMakesItsLetterFail() {
    Claim claim = claim("nasty");
    List<SourceColumn> columns =
        List.of(
            column("Id", SourceType.TEXT),
            column("Col\0umn\uD800", SourceType.TEXT),
            column("High", SourceType.TEXT),
            column("Huge", SourceType.DECIMAL),
            column("Tiny", SourceType.DOUBLE),
            column("Infinite", SourceType.REAL));
    Object[] row = {
      "\0" + "k".repeat(9000) + "\uDC00",
      "back\\slash NUL \0 low \uDC00",
      "\uD83D",
      new BigDecimal("1E+900000"),
      Double.MIN_VALUE,
      Float.NEGATIVE_INFINITY
    };
    Batch batch = unrefused(claim, columns, row);
    batch.refuse(
        0,
        new DeadLetter(
            DeadLetter.Stage.MAP, Optional.of("\0"), Reason.NUL_CHARACTER, "NUL \0 \uD800"));

    fixture.commit(batch);

    assertThat(
            fixture.postgres.query(
                """
                SELECT source_row -> U&'Col\\E0000000umn\\E000D800', source_row -> 'High',
                       source_row -> 'Huge', source_row -> 'Infinite', message
                FROM migration.dead_letter WHERE entity_type = 'nasty'
                """))
        .containsExactly(
            "{\"$escaped\": \"back\\\\\\\\slash NUL \\\\u0000 low \\\\udc00\"}"
                + "|{\"$escaped\": \"\\\\ud83d\"}|\"1E+900000\"|\"-Infinity\""
                + "|NUL \uE0000000 \uE000D800");
    Claim next = claim("nasty");
    assertThat(next.cursor()).contains(List.of((String) row[0]));
  }

  @Test
  void whatIsTooLargeForJsonbIsLeftInLegacyAndSaysSo() {
    RowShape shape =
        new RowShape(
            List.of(
                column("Id", SourceType.INTEGER),
                column("Note", SourceType.TEXT),
                column("Photo", SourceType.BYTES),
                column("Last", SourceType.TEXT)));

    String json =
        new SourceRowJson(10).of(shape, new Object[] {1L, "12345678", new byte[100], "ab"});

    assertThat(json)
        .isEqualTo(
            "{\"Id\":1,\"Note\":\"12345678\","
                + "\"Photo\":{\"$omitted\":\"bytes of 200 characters\"},\"Last\":\"ab\"}");
  }

  @Test
  void aRowThatIsMetAgainHasOneOpenLetterWithTheLastReason() {
    Claim claim = claim("again");
    Batch first = students(claim, 1, 1);
    first.refuse(0, letter(Reason.TOO_LONG));
    fixture.commit(first);
    Batch second = students(claim, Optional.of(List.of("1")), 1, 1);
    second.refuse(0, letter(Reason.DUPLICATE));

    fixture.commit(second);

    assertThat(
            fixture.postgres.query(
                "SELECT reason, status FROM migration.dead_letter WHERE entity_type = 'again'"))
        .containsExactly("DUPLICATE|open");
  }

  @Test
  void aClosedLetterIsHistoryAndStays() {
    Claim claim = claim("closed");
    Batch first = students(claim, 1, 1);
    first.refuse(0, letter(Reason.TOO_LONG));
    fixture.commit(first);
    fixture.postgres.execute(
        "UPDATE migration.dead_letter SET status = 'discarded' WHERE entity_type = 'closed'");
    Batch second = students(claim, Optional.of(List.of("1")), 1, 1);
    second.refuse(0, letter(Reason.DUPLICATE));

    fixture.commit(second);

    assertThat(
            fixture.postgres.query(
                """
                SELECT reason, status FROM migration.dead_letter
                WHERE entity_type = 'closed' ORDER BY dead_letter_no
                """))
        .containsExactly("TOO_LONG|discarded", "DUPLICATE|open");
    assertThat(fixture.ledger.states(entity("closed"), tenant("a")).get(0).openDeadLetters())
        .isEqualTo(1);
  }

  @Test
  void moreLettersThanAreSentAtOnceAllArrive() {
    Claim claim = claim("many");
    Batch batch = students(claim, 1, 450);
    for (int i = 0; i < 450; i++) {
      batch.refuse(i, letter(Reason.TOO_LONG));
    }

    fixture.commit(batch);

    assertThat(fixture.ledger.states(entity("many"), tenant("a")).get(0).openDeadLetters())
        .isEqualTo(450);
  }

  private Claim claim(String entity) {
    return fixture.claim(entity(entity), tenant("a"), LoadMode.DIRECT);
  }

  private static Batch refused(Claim claim, List<SourceColumn> columns, Object[] row) {
    Batch batch = unrefused(claim, columns, row);
    batch.refuse(0, letter(Reason.TOO_LONG));
    return batch;
  }

  private static Batch unrefused(Claim claim, List<SourceColumn> columns, Object[] row) {
    return new Batch(
        claim,
        new RowShape(columns),
        new KeyShape(columns.subList(0, 1)),
        claim.cursor(),
        List.<Object[]>of(row),
        100,
        true,
        System.nanoTime());
  }

  private static DeadLetter letter(Reason reason) {
    return new DeadLetter(DeadLetter.Stage.MAP, Optional.of("email"), reason, "longer than 20");
  }
}
