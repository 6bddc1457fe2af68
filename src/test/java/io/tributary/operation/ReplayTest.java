package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.InvalidInputException;
import io.tributary.ledger.LetterNumber;
import io.tributary.run.ReplayResult;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters that are tried again: pupils 10 and 20 have left, which the manifest refuses. */
class ReplayTest {

  private static final TestPostgres SERVICE = TestPostgres.create();
  private static final String MANIFEST = MemberDistrict.LEAVERS_REFUSED;
  private static final String CORRECTED =
      MANIFEST.replace("{ HERE: here }", "{ HERE: here, LEFT: left }");

  private static final String NAMED_CLUBS =
      "name: { from: Name, values:"
          + " { Club 1: one, Club 2: two, Club 3: three, Club 4: four, Club 5: five } } }";

  @TempDir Path directory;
  private MemberDistrict district;

  @BeforeEach
  void leaveTwoLetters() throws SQLException {
    district = new MemberDistrict(SERVICE);
    district.run(MANIFEST, directory);
  }

  @AfterEach
  void close() throws SQLException {
    district.close();
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @Test
  void aMendedRowIsLoadedAndItsLetterIsClosedByThatBatch() {
    district.legacy("UPDATE dbo.Pupil SET Status = 'HERE' WHERE Id = 10");

    ReplayResult result = district.replay(MANIFEST, directory);

    assertThat(result.rows().loaded()).isEqualTo(1);
    assertThat(result.stillDead()).containsExactly(Map.entry("status UNKNOWN_VALUE", 1L));
    assertThat(result.isSettled()).isFalse();
    assertThat(district.letters("pupil"))
        .containsExactly("10|replayed|2|status|UNKNOWN_VALUE", "20|open|2|status|UNKNOWN_VALUE");
    assertThat(
            district.query(
                """
                SELECT b.kind, b.rows_inserted, d.closed_at IS NOT NULL,
                       m.batch_no = b.batch_no AND m.new_id = p.id
                FROM migration.dead_letter d
                JOIN migration.batch_state b ON b.batch_no = d.closed_by_batch
                JOIN migration.legacy_id_mapping m
                  ON m.entity_type = 'pupil' AND m.legacy_id = d.legacy_key
                JOIN pupils p ON p.legacy_id = d.legacy_key
                """))
        .containsExactly("replay|1|t|t");
    assertAccounts(20, 19, 1);
  }

  @Test
  void aCorrectedManifestIsAcceptedForLettersThoughItWouldBeRefusedForLoading() {
    ReplayResult result = district.replay(CORRECTED, directory);

    assertThat(result.isSettled()).isTrue();
    assertThat(district.legacyIds("pupils")).hasSize(20).contains("10", "20");
    assertThat(district.query("SELECT DISTINCT status FROM pupils WHERE legacy_id IN ('10', '20')"))
        .containsExactly("left");
    assertAccounts(20, 20, 0);
    assertThat(district.replay(CORRECTED, directory).run().partitions()).isEmpty();
  }

  @Test
  void aRowThatIsRefusedAgainStaysOpenWithItsNewReason() {
    district.legacy("UPDATE dbo.Pupil SET Status = 'HERE', Name = 'a' || CHAR(0) WHERE Id = 20");

    district.replay(MANIFEST, directory, district.letter("20"));

    assertThat(district.letters("pupil"))
        .containsExactly("10|open|1|status|UNKNOWN_VALUE", "20|open|2|name|NUL_CHARACTER");
    assertAccounts(20, 18, 2);
  }

  @Test
  void aRowThatIsGoneFromLegacyIsToldAndStaysOpen() {
    district.legacy("DELETE FROM dbo.Pupil WHERE Id = 10");

    ReplayResult result = district.replay(CORRECTED, directory);

    assertThat(result.rows().loaded()).isEqualTo(1);
    assertThat(result.gone()).containsExactly(new LetterNumber("records", district.letter("10")));
    assertThat(result.isSettled()).isFalse();
    assertThat(district.letters("pupil"))
        .containsExactly("10|open|1|status|UNKNOWN_VALUE", "20|replayed|2|status|UNKNOWN_VALUE");
  }

  @Test
  void onlyTheChosenLettersAreTried() {
    ReplayResult result = district.replay(CORRECTED, directory, district.letter("20"));

    assertThat(result.isSettled()).isTrue();
    assertThat(district.letters("pupil"))
        .containsExactly("10|open|1|status|UNKNOWN_VALUE", "20|replayed|2|status|UNKNOWN_VALUE");
  }

  @Test
  void lettersThatAreClosedOrUnknownOrNotSelectedAreRefusedBeforeAnythingIsTried() {
    long ten = district.letter("10");
    long twenty = district.letter("20");
    district.replay(CORRECTED, directory, ten);

    assertThatThrownBy(() -> district.replay(CORRECTED, directory, ten, twenty, 4711))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-0522 records:" + ten)
        .hasMessageContaining("TRB-0521 records:4711");
    Selection clubs = new Selection(Set.of(), Set.of(), Set.of(), Set.of("club"));
    try (var migration = district.migration(CORRECTED, directory).open()) {
      assertThatThrownBy(
              () ->
                  migration.replay(
                      clubs, Set.of(new LetterNumber("records", twenty)), new RunListener() {}))
          .hasMessageContaining("TRB-0620 records:" + twenty);
    }
    assertThat(district.letters("pupil")).contains("20|open|1|status|UNKNOWN_VALUE");
  }

  @Test
  void aParentAndItsChildrenAreReplayedInOneGo() throws SQLException {
    district.close();
    district = new MemberDistrict(SERVICE);
    String refused = MemberDistrict.MANIFEST.replace("name: Name }", NAMED_CLUBS);
    district.legacy("UPDATE dbo.Club SET Name = 'Club 9' WHERE Id = 1");
    district.run(refused, directory);
    assertThat(district.letters("club")).hasSize(1);
    assertThat(district.letters("member")).hasSize(4);
    district.legacy("UPDATE dbo.Club SET Name = 'Club 1' WHERE Id = 1");

    ReplayResult result = district.replay(refused, directory);

    assertThat(result.rows().loaded()).isEqualTo(5);
    assertThat(result.isSettled()).isTrue();
    assertThat(district.legacyIds("members")).hasSize(20).doesNotHaveDuplicates();
  }

  private void assertAccounts(long read, long inserted, long dead) {
    try (var migration = district.migration(MANIFEST, directory).open()) {
      migration.status(Selection.ALL).partitions().stream()
          .filter(partition -> partition.entity().name().equals("pupil"))
          .forEach(
              partition -> {
                assertThat(partition.committedRows()).isEqualTo(read);
                assertThat(partition.openDeadLetters()).isEqualTo(dead);
              });
    }
    assertThat(
            district.query(
                """
                SELECT sum(rows_inserted),
                       sum(rows_dead_lettered) - sum(rows_read) FILTER (WHERE kind = 'replay')
                FROM migration.batch_state WHERE entity_type = 'pupil'
                """))
        .containsExactly(inserted + "|" + dead);
    assertThat(district.legacyIds("pupils")).hasSize((int) inserted).doesNotHaveDuplicates();
  }
}
