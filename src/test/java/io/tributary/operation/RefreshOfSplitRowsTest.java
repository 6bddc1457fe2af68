package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.RollbackResult;
import io.tributary.run.RollbackScope;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.SchoolDistricts;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Students that are split over three tables are read again. Student 4 has a mother and a father,
 * student 6 a mother; student 45 is a dead letter.
 */
class RefreshOfSplitRowsTest {

  /** What makes PostgreSQL refuse student 6, and the batch be looked through for its bad rows. */
  private static final String TWO_COLUMN_CHECK =
      "ALTER TABLE students ADD CHECK (name <> 'Number ' || legacy_id::text)";

  @TempDir Path directory;
  private SchoolDistricts districts;

  @BeforeEach
  void migrate() {
    districts = SchoolDistricts.migrated(directory);
  }

  @AfterEach
  void close() throws SQLException {
    districts.close();
  }

  @Test
  void whatHasNotChangedIsNotWritten() {
    Map<String, List<String>> before = versions();

    RunResult result = refresh();

    assertThat(result.isComplete()).isTrue();
    assertThat(versions()).isEqualTo(before);
    assertThat(result.accounting().read())
        .isEqualTo(result.accounting().unchanged() + result.accounting().deadLettered());
    assertThat(result.accounting().deadLettered()).isEqualTo(2);
    assertThat(districts.school.query("SELECT * FROM migration.deferred_reference")).isEmpty();
  }

  @Test
  void aContactThatWasRemovedGoesAndThoseOfOthersStay() {
    districts.c.execute("UPDATE dbo.Student SET Mother = NULL WHERE Id = 4");
    List<String> inA = contacts("a", 4);

    RunResult result = refresh();

    assertThat(result.accounting().updated()).isEqualTo(1);
    assertThat(contacts("c", 4)).containsExactly("2|Father 4");
    assertThat(contacts("c", 6)).containsExactly("1|Mother 6");
    assertThat(contacts("a", 4)).isEqualTo(inA).hasSize(2);
  }

  @Test
  void aContactThatComesBackIsThereAgain() {
    districts.c.execute("UPDATE dbo.Student SET Mother = NULL WHERE Id = 4");
    refresh();
    districts.c.execute("UPDATE dbo.Student SET Mother = 'Mother again' WHERE Id = 4");

    refresh();

    assertThat(contacts("c", 4)).containsExactly("1|Mother again", "2|Father 4");
  }

  @Test
  void aRowThatBelongsToAnotherTenantIsNotTakenForARemovedContact() {
    districts.asSuperuser(
        """
        UPDATE student_contacts SET tenant_id = '%s'
        WHERE name = 'Mother 4' AND tenant_id = '%s'
        """
            .formatted(SchoolDistricts.tenant("a"), SchoolDistricts.tenant("c")));
    districts.c.execute("UPDATE dbo.Student SET Mother = NULL WHERE Id = 4");

    RunResult result = refresh();

    assertThat(result.accounting().updated()).isEqualTo(1);
    assertThat(districts.one("SELECT count(*) FROM student_contacts WHERE name = 'Mother 4'"))
        .isEqualTo("2");
  }

  @Test
  void aContactMayTakeThePlaceOfOneThatWasRemovedThoughOtherRowsOfTheBatchAreBad() {
    districts.school.execute(
        "CREATE UNIQUE INDEX ON student_contacts (student_id, name)", TWO_COLUMN_CHECK);
    districts.c.execute(
        "UPDATE dbo.Student SET Mother = 'Father 4', Father = NULL WHERE Id = 4",
        "UPDATE dbo.Student SET Name = 'Number 6' WHERE Id = 6",
        "UPDATE dbo.Student SET Name = 'Renamed' WHERE Id = 8");

    RunResult result = refresh();

    assertThat(contacts("c", 4)).containsExactly("1|Father 4");
    assertThat(result.accounting().updated()).isEqualTo(2);
    assertThat(letters()).containsExactly("45|open|MISSING_PARENT", "6|open|CHECK_VIOLATED");
  }

  @Test
  void aContactThatOthersReferToMakesItsStudentADeadLetterAndNoOther() {
    districts.school.execute(
        "CREATE TABLE calls (contact_id uuid REFERENCES student_contacts)",
        """
        INSERT INTO calls SELECT id FROM student_contacts
        WHERE name = 'Mother 4' AND tenant_id = '%s'
        """
            .formatted(SchoolDistricts.tenant("c")));
    districts.c.execute(
        "UPDATE dbo.Student SET Name = 'Renamed', Mother = NULL WHERE Id = 4",
        "UPDATE dbo.Student SET Mother = NULL WHERE Id = 6");

    RunResult result = refresh();

    assertThat(result.accounting().updated()).isEqualTo(1);
    assertThat(contacts("c", 4)).containsExactly("1|Mother 4", "2|Father 4");
    assertThat(contacts("c", 6)).isEmpty();
    assertThat(student("c", 4)).containsExactly("Student 4");
    assertThat(letters()).containsExactly("4|open|REFUSED_BY_TARGET", "45|open|MISSING_PARENT");
  }

  @Test
  void aRefreshIsRolledBackAndThenTheLoad() {
    Map<String, List<String>> a = districts.target("a");
    districts.c.execute(
        "INSERT INTO dbo.Student VALUES (60, 'New', 101, 'Go', 'Mother 60', NULL)",
        "UPDATE dbo.Student SET Name = 'Renamed' WHERE Id = 4",
        "UPDATE dbo.Staff SET BossId = 7 WHERE Id = 1");
    RunResult refreshed = refresh();
    assertThat(refreshed.accounting().inserted()).isEqualTo(1);
    assertThat(refreshed.accounting().updated()).isEqualTo(2);

    RollbackResult first = districts.rollback(RollbackScope.ofRun(refreshed.runId()));

    assertThat(first.isComplete()).isTrue();
    assertThat(student("c", 60)).isEmpty();
    assertThat(student("c", 4)).as("an update is not undone").containsExactly("Renamed");
    assertThat(partition("student")).isEqualTo("0|open|50");
    assertThat(letters()).containsExactly("45|open|MISSING_PARENT");

    RunResult again = districts.run();

    assertThat(again.isComplete()).isTrue();
    assertThat(again.accounting().read()).as("the new student").isEqualTo(1);
    assertThat(student("c", 60)).containsExactly("New");
    assertThat(districts.one("SELECT count(*) FROM staff WHERE boss_id IS NULL")).isEqualTo("20");

    RollbackResult second = districts.rollback(SchoolDistricts.inC());

    assertThat(second.isComplete()).isTrue();
    assertThat(districts.target("c").values()).allSatisfy(rows -> assertThat(rows).isEmpty());
    assertThat(districts.target("a")).isEqualTo(a);
    assertThat(districts.run().isComplete()).isTrue();
    assertThat(student("c", 60)).containsExactly("New");
  }

  @Test
  void aPartOfARefreshIsRolledBackAndGoneOnWith() {
    refresh();
    String last =
        districts.one(
            """
            SELECT batch_id FROM migration.batch_state
            WHERE entity_type = 'student' AND tenant_id = '%s' AND kind = 'range'
            ORDER BY batch_no DESC LIMIT 1
            """
                .formatted(SchoolDistricts.tenant("c")));

    districts.rollback(RollbackScope.ofBatch(UUID.fromString(last)).withLater());

    assertThat(partition("student")).isEqualTo("1|open|40");
    assertThat(letters()).containsExactly("45|open|MISSING_PARENT");
    RunResult result = districts.run();
    assertThat(result.accounting().read()).isEqualTo(10);
    assertThat(partition("student")).isEqualTo("1|complete|50");
  }

  private RunResult refresh() {
    return districts.migration().refresh().run(Selection.ALL);
  }

  private List<String> contacts(String district, int student) {
    return districts.school.query(
        """
        SELECT k.position, k.name FROM student_contacts k JOIN students s ON s.id = k.student_id
        WHERE s.legacy_id = %d AND s.tenant_id = '%s' ORDER BY 1
        """
            .formatted(student, SchoolDistricts.tenant(district)));
  }

  private List<String> student(String district, int student) {
    return districts.school.query(
        "SELECT name FROM students WHERE legacy_id = %d AND tenant_id = '%s'"
            .formatted(student, SchoolDistricts.tenant(district)));
  }

  /** District C's open letters of students. */
  private List<String> letters() {
    return districts.school.query(
        """
        SELECT legacy_key, status, reason FROM migration.dead_letter
        WHERE tenant_id = '%s' AND status = 'open' ORDER BY legacy_key
        """
            .formatted(SchoolDistricts.tenant("c")));
  }

  private String partition(String entity) {
    return districts.one(
        """
        SELECT p.pass, p.status, p.cursor_key[1] FROM migration.partition p
        JOIN migration.entity e USING (entity_no) JOIN migration.tenant t USING (tenant_no)
        WHERE e.name = '%s' AND t.name = 'c'
        """
            .formatted(entity));
  }

  /** Where each version of a row lies and who wrote it, in the target and in the mapping store. */
  private Map<String, List<String>> versions() {
    Map<String, List<String>> versions = new TreeMap<>();
    for (String table : SchoolDistricts.TABLES) {
      versions.put(table, versions(table));
    }
    for (String table : List.of("id_mapping_int", "id_mapping_text")) {
      versions.put(table, versions("migration." + table));
    }
    return versions;
  }

  private List<String> versions(String table) {
    return districts.school.query("SELECT ctid, xmin, xmax FROM " + table + " ORDER BY ctid");
  }
}
