package io.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The comparison that all crash tests rest on finds what they look for. */
class CrashContentsTest {

  @TempDir static Path directory;
  private static CrashTarget target;
  private Connection connection;
  private CrashContents before;

  @BeforeAll
  static void migrate() throws Exception {
    target = Undisturbed.migrate(directory.resolve("undisturbed"));
  }

  @BeforeEach
  void begin() throws Exception {
    connection = target.connect();
    connection.setAutoCommit(false);
    before = CrashContents.read(connection);
  }

  @AfterEach
  void takeBack() throws Exception {
    connection.rollback();
    connection.close();
  }

  @Test
  void theDistrictsHaveSomethingOfEverything() {
    assertThat(before.part("grades")).hasSize(5);
    assertThat(before.part("schools")).hasSize(8);
    assertThat(before.part("pupils")).hasSize(2 * (60 - 4 - 3));
    assertThat(before.part("pupil_contacts")).isNotEmpty();
    assertThat(before.part("results")).isNotEmpty();
    assertThat(before.part("dead letters"))
        .anyMatch(l -> l.contains("|born|"))
        .anyMatch(l -> l.startsWith("pupil") && l.contains("DUPLICATE"))
        .anyMatch(l -> l.startsWith("result") && l.contains("|score|"))
        .anyMatch(l -> l.startsWith("result") && l.contains("|pupil_id|"));
    assertThat(before.part("ends of partitions")).hasSize(8).allMatch(l -> l.endsWith("complete"));
    assertThat(before.part("accounting")).hasSize(7);
    assertThat(before.part(CrashContents.LEDGER_BREAKS)).isEmpty();
  }

  @Test
  void theSameContentsDoNotDiffer() throws Exception {
    assertThat(CrashContents.read(connection).differencesFrom(before)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "lost row; results lacks; DELETE FROM results WHERE legacy_id = 3",
        "lost child; pupil_contacts lacks; DELETE FROM pupil_contacts WHERE name = 'Mother 1'",
        "doubled row; results adds; INSERT INTO results SELECT gen_random_uuid(), tenant_id,"
            + " legacy_id, pupil_id, kind, score FROM results WHERE legacy_id = 3",
        "changed value; pupils adds; UPDATE pupils SET name = 'nobody' WHERE legacy_id = 9",
        "value made NULL; pupils lacks; UPDATE pupils SET sibling_id = NULL WHERE legacy_id = 15",
        "other tenant's row; results adds; UPDATE results SET tenant_id = gen_random_uuid()"
            + " WHERE legacy_id = 3",
        "lost mapping; mapping store lacks; DELETE FROM migration.id_mapping_int"
            + " WHERE legacy_key = 9",
        "other UUID; mapping store adds; UPDATE migration.id_mapping_int"
            + " SET new_id = gen_random_uuid() WHERE legacy_key = 9",
        "lost dead letter; dead letters lacks; DELETE FROM migration.dead_letter"
            + " WHERE legacy_key = '39'",
        "other reason; dead letters adds; UPDATE migration.dead_letter SET reason = 'OTHER'"
            + " WHERE legacy_key = '39'",
        "other count; accounting adds; UPDATE migration.batch_state SET rows_read = rows_read + 1,"
            + " rows_filtered = rows_filtered + 1 WHERE lower_key = '{30}'",
        "other checksum; accounting adds; UPDATE migration.batch_state SET checksum = checksum + 1"
            + " WHERE lower_key = '{30}'",
        "lost batch; breaks in the ledger adds; DELETE FROM migration.batch_state"
            + " WHERE lower_key = '{30}'",
        "lost first batch; breaks in the ledger adds; DELETE FROM migration.batch_state"
            + " WHERE lower_key IS NULL AND entity_type = 'pupil'",
        "lost last batch; breaks in the ledger adds; DELETE FROM migration.batch_state"
            + " WHERE upper_key = '{100}'",
        "overlap; breaks in the ledger adds; UPDATE migration.batch_state SET lower_key = '{29}'"
            + " WHERE lower_key = '{30}'",
        "cursor ahead; ends of partitions adds; UPDATE migration.partition"
            + " SET cursor_key = '{101}' WHERE cursor_key = '{100}'",
        "gap between ranges; breaks in the ledger adds; UPDATE migration.partition"
            + " SET upper_bound = '{50}' WHERE cursor_key = '{100}'",
        "open partition; ends of partitions adds; UPDATE migration.partition SET status = 'open'"
            + " WHERE cursor_key = '{100}'",
        "reference not set; references not set adds; INSERT INTO migration.deferred_reference"
            + " SELECT 1, 1, 'pupils', 'sibling_id', id, id, 1 FROM pupils WHERE legacy_id = 9"
      })
  void whatIsWrongIsFound(String what, String found, String sql) throws Exception {
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(what).isPositive();
    }

    List<String> differences = CrashContents.read(connection).differencesFrom(before);

    assertThat(differences).as(what).anyMatch(line -> line.startsWith(found));
  }
}
