package io.tributary.rollback;

import static io.tributary.testing.SchoolDistricts.inC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.RefusedException;
import io.tributary.run.RollbackResult;
import io.tributary.run.RollbackScope;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.SchoolDistricts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rollback takes back, by what was asked for; and that a run makes it whole again. */
class RollbackScopeTest {

  @TempDir Path directory;
  private SchoolDistricts districts;
  private RunResult first;
  private Map<String, List<String>> whole;

  @BeforeEach
  void migrate() {
    districts = SchoolDistricts.migrated(directory);
    first = SchoolDistricts.firstRun();
    whole = districts.target();
  }

  @AfterEach
  void close() throws Exception {
    districts.close();
  }

  @Test
  void aTenantGoesWithAllItsRowsAndNoneOfTheOthers() {
    Map<String, List<String>> others = districts.target("a");

    RollbackResult result = districts.rollback(inC());

    assertThat(result.isComplete()).as(result.problems().toString()).isTrue();
    assertThat(districts.target("c").values()).allMatch(List::isEmpty);
    assertThat(districts.target("a")).isEqualTo(others);
    assertThat(districts.one("SELECT count(*) FROM grades")).as("shared rows").isEqualTo("3");
    assertThat(districts.building.query("SELECT count(*) FROM rooms")).containsExactly("15");
    runMakesItWholeAgain();
  }

  @Test
  void anEntityGoesAlone() {
    RollbackResult result = districts.rollback(inC("enrollment"));

    assertThat(result.targetRows()).isEqualTo(40);
    assertThat(districts.one("SELECT count(*) FROM enrollments")).isEqualTo("40");
    assertThat(districts.one("SELECT count(*) FROM students")).isEqualTo("98");
    runMakesItWholeAgain();
  }

  @Test
  void aServiceGoesWithoutTheOthers() {
    districts.rollback(
        RollbackScope.of(new Selection(Set.of(), Set.of("building"), Set.of(), Set.of())));

    assertThat(districts.building.query("SELECT count(*) FROM rooms")).containsExactly("0");
    assertThat(districts.one("SELECT count(*) FROM students")).isEqualTo("98");
    runMakesItWholeAgain();
  }

  @Test
  void sharedRowsGoWithTheLastTenantsMapping() {
    districts.rollback(
        RollbackScope.of(new Selection(Set.of(), Set.of("school"), Set.of("a"), Set.of())));
    assertThat(
            districts.school.query(
                "SELECT inserted, count(*) FROM migration.legacy_id_mapping"
                    + " WHERE entity_type = 'grade' GROUP BY 1"))
        .as("another tenant's mapping inherits that the migration inserted the row")
        .containsExactly("t|3");
    assertThat(districts.one("SELECT count(*) FROM grades")).isEqualTo("3");

    districts.rollback(
        RollbackScope.of(new Selection(Set.of(), Set.of("school"), Set.of("c"), Set.of())));

    assertThat(districts.one("SELECT count(*) FROM grades")).isEqualTo("0");
    assertThat(districts.one("SELECT count(*) FROM migration.legacy_id_mapping")).isEqualTo("0");
    runMakesItWholeAgain();
  }

  @Test
  void aBatchGoesWithItsRowsAndTheNextRunGoesOnFromItsLowerBound() {
    String last = lastBatch("enrollment");

    RollbackResult result = districts.rollback(RollbackScope.ofBatch(UUID.fromString(last)));

    assertThat(result.targetRows()).isEqualTo(10);
    assertThat(
            districts.one(
                """
                SELECT p.cursor_key::text || p.status || p.load_mode FROM migration.partition p
                JOIN migration.entity e USING (entity_no) JOIN migration.tenant t USING (tenant_no)
                WHERE e.name = 'enrollment' AND t.name = 'c'
                """))
        .isEqualTo("{30}openDIRECT");
    runMakesItWholeAgain();
  }

  @Test
  void aBatchBelowOthersIsRefusedWithTheListOfThemUnlessTheyGoAsWell() {
    String before = firstBatch("enrollment");
    RollbackScope scope = RollbackScope.ofBatch(UUID.fromString(before));
    Map<String, List<String>> everything = districts.everything();

    assertThatThrownBy(() -> districts.rollback(scope))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("TRB-1003")
        .hasMessageContaining("3 later batches stand")
        .hasMessageContaining(lastBatch("enrollment"));
    assertThat(districts.everything()).isEqualTo(everything);

    assertThat(districts.rollback(scope.withLater()).targetRows()).isEqualTo(40);
    runMakesItWholeAgain();
  }

  @Test
  void aRunGoesWithEverythingItLoaded() {
    RollbackResult result = districts.rollback(RollbackScope.ofRun(first.runId()));

    assertThat(result.isComplete()).isTrue();
    assertThat(districts.target().values()).allMatch(List::isEmpty);
    runMakesItWholeAgain();
  }

  @Test
  void whatACatchUpBroughtIsTakenBackAndCaughtUpWithAgain() {
    districts.rollback(inC("enrollment"));
    districts.c.execute("DELETE FROM dbo.Enrollment WHERE Id = 5");
    districts.run();
    districts.rollback(RollbackScope.ofBatch(UUID.fromString(lastBatch("enrollment"))));
    districts.c.execute("INSERT INTO dbo.Enrollment VALUES (5, 5, 2020)");
    RunResult caughtUp = districts.run();
    assertThat(districts.one("SELECT count(*) FROM migration.batch_state WHERE kind = 'catch-up'"))
        .isEqualTo("1");
    assertThat(districts.target()).isEqualTo(whole);

    districts.rollback(RollbackScope.ofRun(caughtUp.runId()));
    assertThat(districts.one("SELECT count(*) FROM enrollments WHERE legacy_id = 5"))
        .isEqualTo("1");

    runMakesItWholeAgain();
  }

  @Test
  void aReplayIsTakenBackAndItsLetterIsOpenAgain() {
    districts.c.execute("UPDATE dbo.Student SET GradeId = 101 WHERE Id = 45");
    try (var migration = districts.migration().open()) {
      migration.replay(
          new Selection(Set.of(), Set.of(), Set.of("c"), Set.of()), Set.of(), new RunListener() {});
    }
    String replay = lastBatch("student");
    assertThat(letter()).isEqualTo("replayed");

    RollbackResult result = districts.rollback(RollbackScope.ofBatch(UUID.fromString(replay)));

    assertThat(result.targetRows()).as("student and details").isEqualTo(2);
    assertThat(letter()).isEqualTo("open");
    assertThat(districts.target()).isEqualTo(whole);

    districts.rollback(inC("enrollment", "student"));
    assertThat(letter()).isEqualTo("rolled-back");
  }

  @Test
  void onceTakenBackThereIsNothingToDo() {
    RollbackScope run = RollbackScope.ofRun(first.runId());
    districts.rollback(run);

    RollbackResult again = districts.rollback(run);

    assertThat(again.isComplete()).isTrue();
    assertThat(again.partitions()).isEmpty();
  }

  @Test
  void brokenOffInTheMiddleTheSameCommandGoesOn() {
    districts.asSuperuser(
        """
        CREATE FUNCTION refuse_third() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF (SELECT count(*) FROM migration.rolled_back_batch) >= 2
          THEN RAISE EXCEPTION 'enough'; END IF;
          RETURN NEW; END $$
        """,
        """
        CREATE TRIGGER refuse_third BEFORE INSERT ON migration.rolled_back_batch
        FOR EACH ROW EXECUTE FUNCTION refuse_third()
        """);
    RollbackResult broken = districts.rollback(inC());
    assertThat(broken.isComplete()).isFalse();
    assertThat(broken.problems().get(0).toString()).contains("TRB-1007").contains("enough");
    assertThat(districts.one("SELECT count(*) FROM enrollments")).isEqualTo("60");
    assertThat(districts.one("SELECT count(*) FROM students")).as("parents stay").isEqualTo("98");

    districts.asSuperuser("DROP TRIGGER refuse_third ON migration.rolled_back_batch");
    RollbackResult rest = districts.rollback(inC());

    assertThat(rest.isComplete()).isTrue();
    assertThat(districts.target("c").values()).allMatch(List::isEmpty);
    runMakesItWholeAgain();
  }

  @Test
  void aFaultThatCanPassIsTriedAgainAsAWhole() {
    districts.asSuperuser(
        "CREATE SEQUENCE tries",
        "GRANT USAGE ON tries TO tributary_test",
        """
        CREATE FUNCTION deadlock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF nextval('tries') = 1 THEN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END IF;
          RETURN NEW; END $$
        """,
        """
        CREATE TRIGGER deadlock BEFORE INSERT ON migration.rolled_back_batch
        FOR EACH ROW EXECUTE FUNCTION deadlock()
        """);

    RollbackResult result = districts.rollback(inC("enrollment"));

    assertThat(result.isComplete()).as(result.problems().toString()).isTrue();
    assertThat(result.targetRows()).isEqualTo(40);
  }

  @Test
  void aDryRunWritesNothingAndCountsWhatTheRollbackDoes() {
    Map<String, List<String>> everything = districts.everything();
    for (RollbackScope scope : List.of(inC(), inC("student"), RollbackScope.ofRun(first.runId()))) {
      districts.preview(scope, false);
    }
    RollbackResult student = districts.preview(inC("student"), false);
    assertThat(districts.everything()).isEqualTo(everything);

    assertThat(districts.rollback(inC("student")).partitions()).isEqualTo(student.partitions());
    assertThat(student.owing()).isEqualTo(40);
    districts.run();
    RollbackResult shown = districts.preview(inC(), false);
    assertThat(districts.rollback(inC()).partitions()).isEqualTo(shown.partitions());
  }

  @Test
  void whatIsNotThereIsBadInput() {
    assertThatThrownBy(() -> districts.rollback(RollbackScope.ofBatch(new UUID(1, 2))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-1002");
    assertThatThrownBy(() -> districts.rollback(RollbackScope.ofRun(new UUID(1, 2))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-1002");
    assertThatThrownBy(() -> districts.rollback(RollbackScope.of(Selection.ALL)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-1001");
    assertThatThrownBy(() -> districts.rollback(inC("scool")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-0601");
    assertThatThrownBy(
            () -> {
              try (var migration = districts.migration().open()) {
                migration.rollback(inC(), " ", false);
              }
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--why");
  }

  private void runMakesItWholeAgain() {
    RunResult again = districts.run();

    assertThat(again.isComplete()).as(again.problems().toString()).isTrue();
    assertThat(districts.target()).isEqualTo(whole);
    assertThat(districts.one("SELECT count(*) FROM migration.deferred_reference")).isEqualTo("0");
  }

  private String lastBatch(String entity) {
    return batch(entity, "DESC");
  }

  private String firstBatch(String entity) {
    return batch(entity, "ASC");
  }

  private String batch(String entity, String order) {
    return districts.one(
        """
        SELECT batch_id FROM migration.batch_state WHERE entity_type = '%s' AND tenant_id = '%s'
        ORDER BY batch_no %s LIMIT 1
        """
            .formatted(entity, SchoolDistricts.tenant("c"), order));
  }

  private String letter() {
    return districts.one(
        "SELECT status FROM migration.dead_letter WHERE tenant_id = '%s'"
            .formatted(SchoolDistricts.tenant("c")));
  }
}
