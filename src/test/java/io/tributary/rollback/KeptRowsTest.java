package io.tributary.rollback;

import static io.tributary.testing.SchoolDistricts.inC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.RefusedException;
import io.tributary.run.RollbackResult;
import io.tributary.run.RollbackScope;
import io.tributary.testing.SchoolDistricts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that others have a hand in are left and told, unless the operator says otherwise. */
class KeptRowsTest {

  private static final String STUDENT_7 =
      "(SELECT id FROM students WHERE legacy_id = 7 AND tenant_id = '"
          + SchoolDistricts.tenant("c")
          + "')";

  @TempDir Path directory;
  private SchoolDistricts districts;
  private Map<String, List<String>> whole;

  @BeforeEach
  void migrate() {
    districts = SchoolDistricts.migrated(directory);
    whole = districts.target();
  }

  @AfterEach
  void close() throws Exception {
    districts.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE students SET name = 'Changed' WHERE id = ",
        "UPDATE student_details SET hobby = 'Changed' WHERE student_id = "
      })
  void aRowThatSomebodyChangedIsLeftAsAWholeAndFoundAgain(String change) {
    districts.school.execute(change + STUDENT_7);
    districts.rollback(inC("enrollment"));

    RollbackResult result = districts.rollback(inC("student"));

    assertThat(result.isComplete()).isFalse();
    assertThat(result.problems()).hasSize(1);
    assertThat(result.partitions().get(0).keptRows())
        .extracting(KeptRow::legacyKey, KeptRow::reason)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("7", KeptRow.Reason.CHANGED_SINCE));
    assertThat(studentsOfC()).isEqualTo("1 1 0 1");

    RollbackResult again = districts.rollback(inC("student"), true);

    assertThat(again.isComplete()).isTrue();
    assertThat(again.targetRows()).isEqualTo(2);
    assertThat(studentsOfC()).isEqualTo("0 0 0 0");
    districts.run();
    assertThat(districts.target()).isEqualTo(whole);
  }

  @Test
  void aRowThatWasLeftIsTakenUpByTheNextRun() {
    districts.school.execute("UPDATE students SET name = 'Changed' WHERE id = " + STUDENT_7);
    districts.rollback(inC());
    assertThat(studentsOfC()).isEqualTo("1 1 0 1");

    assertThat(districts.run().isComplete()).isTrue();

    assertThat(districts.target("c").get("students")).hasSize(49);
    assertThat(districts.target("c").get("student_contacts")).isEqualTo(whole("student_contacts"));
  }

  @Test
  void aRowThatABatchOnlyUpdatedIsReportedAndGoesWithTheBatchThatInsertedIt() {
    districts.school.execute("UPDATE students SET name = 'Changed' WHERE id = " + STUDENT_7);
    districts.rollback(inC());
    districts.c.execute("UPDATE dbo.Student SET Name = 'Renamed' WHERE Id = 7");
    districts.run();
    assertThat(districts.one("SELECT name FROM students WHERE id = " + STUDENT_7))
        .isEqualTo("Renamed");

    RollbackResult result = districts.rollback(inC("enrollment", "student"));

    assertThat(result.isComplete()).as(result.problems().toString()).isTrue();
    assertThat(result.partitions().get(1).kept(KeptRow.Reason.UPDATED)).isEqualTo(1);
    assertThat(studentsOfC()).isEqualTo("0 0 0 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NO ACTION", "RESTRICT", "CASCADE", "SET NULL"})
  void aRowThatAnotherTableRefersToIsLeftAndTheOtherTableIsAsItWas(String action) {
    districts.asSuperuser(
        "CREATE SCHEMA library",
        "CREATE TABLE library.loans (book text, reader uuid REFERENCES students ON DELETE %s)"
            .formatted(action),
        "INSERT INTO library.loans VALUES ('Emil', " + STUDENT_7 + ")",
        "GRANT ALL ON SCHEMA library TO tributary_test",
        "GRANT ALL ON library.loans TO tributary_test");
    List<String> loans = districts.school.query("SELECT * FROM library.loans");
    districts.rollback(inC("enrollment"));

    RollbackResult shown = districts.preview(inC("student"), false);
    RollbackResult result = districts.rollback(inC("student"));

    assertThat(result.partitions()).isEqualTo(shown.partitions());
    assertThat(result.partitions().get(0).keptRows())
        .singleElement()
        .satisfies(row -> assertThat(row.reason()).isEqualTo(KeptRow.Reason.DEPENDED_ON))
        .satisfies(row -> assertThat(row.detail()).contains("library.loans"));
    assertThat(districts.school.query("SELECT * FROM library.loans")).isEqualTo(loans);
    assertThat(studentsOfC()).isEqualTo("1 1 0 1");

    RollbackResult forced = districts.rollback(inC("student"), true);

    boolean refuses = action.equals("NO ACTION") || action.equals("RESTRICT");
    assertThat(forced.isComplete()).isEqualTo(!refuses);
    assertThat(studentsOfC()).isEqualTo(refuses ? "1 1 0 1" : "0 0 0 0");
  }

  @Test
  void migratedRowsOutsideTheScopeAreDependants() {
    RollbackResult result = districts.rollback(inC("student"));

    assertThat(result.partitions().get(0).kept(KeptRow.Reason.DEPENDED_ON)).isEqualTo(40);
    assertThat(districts.target("c").get("enrollments")).isEqualTo(whole("enrollments"));
    assertThat(result.problems().toString()).contains("TRB-1008").contains("Roll back first");

    assertThat(districts.rollback(inC()).isComplete()).isTrue();
    assertThat(districts.target("c").values()).allMatch(List::isEmpty);
    districts.run();
    assertThat(districts.target()).isEqualTo(whole);
  }

  @Test
  void deferredReferencesToRowsThatGoAreTakenBackAndSetAgain() {
    String last =
        districts.one(
            """
            SELECT batch_id FROM migration.batch_state
            WHERE entity_type = 'staff' AND tenant_id = '%s' ORDER BY batch_no DESC LIMIT 1
            """
                .formatted(SchoolDistricts.tenant("c")));

    RollbackResult result = districts.rollback(RollbackScope.ofBatch(UUID.fromString(last)));

    assertThat(result.isComplete()).as(result.problems().toString()).isTrue();
    assertThat(districts.target("c").get("staff")).hasSize(20);
    assertThat(districts.one("SELECT count(*) > 0 FROM migration.deferred_reference"))
        .isEqualTo("t");
    assertThat(districts.run().isComplete()).isTrue();
    assertThat(districts.target()).isEqualTo(whole);
    assertThat(districts.rollback(inC("staff")).isComplete())
        .as("rows whose references were taken back and set count as the migration's own")
        .isTrue();
  }

  @Test
  void aReferenceOfARowThatSomebodyChangedIsNotTakenBack() {
    districts.school.execute(
        "UPDATE staff SET name = 'Changed' WHERE tenant_id = '%s' AND boss_id IS NOT NULL"
            .formatted(SchoolDistricts.tenant("c")));
    List<String> staff = districts.target("c").get("staff");

    RollbackResult result = districts.rollback(inC("staff"));

    assertThat(result.isComplete()).isFalse();
    assertThat(districts.target("c").get("staff")).isSubsetOf(staff);
    assertThat(districts.one("SELECT count(*) FROM staff WHERE name = 'Changed'")).isEqualTo("20");
    assertThat(
            districts.one("SELECT count(*) FROM staff WHERE name = 'Changed' AND boss_id IS NULL"))
        .isEqualTo("0");
  }

  @Test
  void rowLevelSecurityThatIsForcedSeesTheTenant() {
    districts.school.execute(
        "ALTER TABLE enrollments ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE enrollments FORCE ROW LEVEL SECURITY",
        """
        CREATE POLICY own ON enrollments
        USING (tenant_id = nullif(current_setting('app.tenant_id', TRUE), '')::uuid)
        """);

    RollbackResult result = districts.rollback(inC("enrollment"));

    assertThat(result.targetRows()).isEqualTo(40);
  }

  @Test
  void aTriggerThatKeepsARowInSilenceFailsTheBatch() {
    districts.school.execute(
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        """
        CREATE TRIGGER keep BEFORE DELETE ON enrollments FOR EACH ROW EXECUTE FUNCTION keep()
        """);

    RollbackResult result = districts.rollback(inC("enrollment"));

    assertThat(result.problems().toString()).contains("TRB-1006");
    assertThat(districts.target()).isEqualTo(whole);
    assertThat(districts.one("SELECT count(*) FROM migration.rolled_back_batch")).isEqualTo("0");
  }

  @Test
  void rowsThatTheMigrationDidNotBringAreLeft() {
    districts.rollback(inC("enrollment"));
    districts.school.execute(
        """
        INSERT INTO enrollments
        SELECT md5('x')::uuid, tenant_id, 999, id, 2000 FROM students WHERE id = %s
        """
            .formatted(STUDENT_7));
    districts.run();

    RollbackResult result = districts.rollback(inC("enrollment"));

    assertThat(result.targetRows()).isEqualTo(40);
    assertThat(districts.target("c").get("enrollments")).hasSize(1);
  }

  @Test
  void aPartitionThatALivingRunHoldsIsRefused() throws Exception {
    UUID living = UUID.randomUUID();
    try (var session = districts.school.dataSource().getConnection();
        var statement = session.createStatement()) {
      statement.execute(
          """
          INSERT INTO migration.run (run_id, manifest, tool_version, host, pid, options)
          VALUES ('%1$s', 'm', 'v', 'elsewhere', 4711, '');
          UPDATE migration.partition SET held = TRUE, run_id = '%1$s';
          SELECT pg_advisory_lock(migration.run_lock('%1$s'))
          """
              .formatted(living));

      assertThatThrownBy(() -> districts.rollback(inC("enrollment")))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("TRB-1004")
          .hasMessageContaining("process 4711 on elsewhere");
      assertThat(districts.target()).isEqualTo(whole);
      statement.execute("SELECT pg_advisory_unlock_all()");
    }
  }

  private List<String> whole(String table) {
    String tenant = SchoolDistricts.tenant("c").toString();
    return whole.getOrDefault(table, List.of()).stream()
        .filter(row -> row.contains(tenant))
        .toList();
  }

  /** Students, details, contacts of district c, and mapping rows of its students. */
  private String studentsOfC() {
    Map<String, List<String>> rows = districts.target("c");
    return rows.getOrDefault("students", List.of()).size()
        + " "
        + rows.getOrDefault("student_details", List.of()).size()
        + " "
        + rows.getOrDefault("student_contacts", List.of()).size()
        + " "
        + districts.one(
            "SELECT count(*) FROM migration.legacy_id_mapping WHERE entity_type = 'student'"
                + " AND tenant_id = '%s'".formatted(SchoolDistricts.tenant("c")));
  }
}
