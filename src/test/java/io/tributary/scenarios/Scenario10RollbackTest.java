package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Checkpoint;
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

/**
 * A run that fails at 60 % of District C's students is rolled back: exactly its rows leave the
 * target, legacy is untouched, the error log stays, checkpoints return to the earlier boundary, and
 * a retry succeeds.
 */
class Scenario10RollbackTest {

  private static final Selection DISTRICT_A =
      new Selection(Set.of(), Set.of(), Set.of("a"), Set.of());

  @TempDir Path directory;
  @TempDir Path otherDirectory;
  private SchoolDistricts districts;

  @BeforeEach
  void create() {
    districts = new SchoolDistricts(directory);
  }

  @AfterEach
  void close() throws Exception {
    districts.close();
  }

  @Test
  void aRunThatFailedAtSixtyPercentOfDistrictCsStudentsLeavesNoTraceInTheTarget() throws Exception {
    districts.c.execute("UPDATE dbo.Student SET GradeId = 999 WHERE Id = 15");
    districts.migration().run(DISTRICT_A);
    Map<String, List<String>> before = districts.target();
    List<List<String>> legacy = districts.legacy();

    RunResult failed = runThatBreaksAfterThreeBatchesOfStudents();
    assertThat(failed.hasFailures()).isTrue();
    assertThat(count("students")).as("60 % of 50, one dead letter").isEqualTo(29);
    assertThat(count("student_contacts")).isGreaterThan(0);
    List<String> errors = errorLog(failed.runId());

    RollbackResult result = districts.rollback(RollbackScope.ofRun(failed.runId()));

    assertThat(result.isComplete()).as(result.problems().toString()).isTrue();
    assertThat(districts.target()).as("exactly its rows are gone").isEqualTo(before);
    assertThat(districts.legacy()).as("legacy is untouched").isEqualTo(legacy);
    assertThat(errorLog(failed.runId())).as("the error log stays").isEqualTo(errors);
    assertThat(errors).hasSize(3).anyMatch(line -> line.contains("permission denied"));
    assertThat(
            districts.school.query(
                "SELECT status, closed_why FROM migration.dead_letter WHERE tenant_id = '%s'"
                    .formatted(SchoolDistricts.tenant("c"))))
        .containsExactly("rolled-back|a test");
    assertThat(
            districts.school.query(
                """
                SELECT e.name, p.status, p.cursor_key, p.load_mode
                FROM migration.partition p JOIN migration.entity e USING (entity_no)
                JOIN migration.tenant t USING (tenant_no)
                WHERE t.name = 'c' AND e.name IN ('student', 'staff') ORDER BY 1
                """))
        .as("checkpoints return to the earlier boundary")
        .containsExactly("staff|open|∅|∅", "student|open|∅|∅");
    assertThat(mappings("c")).isZero();

    districts.asSuperuser("GRANT INSERT ON students TO tributary_test");
    RunResult retry = districts.run();

    assertThat(retry.isComplete()).isTrue();
    assertThat(districts.target()).as("as if nothing had happened").isEqualTo(uninterrupted());
  }

  @Test
  void theAuditSaysWhatWasRolledBackWhenAndWhy() {
    districts.run();

    RollbackResult result = districts.rollback(SchoolDistricts.inC("enrollment"));

    assertThat(
            districts.school.query(
                "SELECT rollback_id, scope, why, status, completed_at >= started_at"
                    + " FROM migration.rollback"))
        .containsExactly(result.rollbackId() + "|--tenant c --entity enrollment|a test|complete|t");
    assertThat(
            districts.school.query(
                """
                SELECT entity_type, batch->>'rows_read', rows_deleted, rows_kept
                FROM migration.rolled_back_batch WHERE rollback_id = '%s' ORDER BY batch_no
                """
                    .formatted(result.rollbackId())))
        .containsExactly(
            "enrollment|10|10|{}",
            "enrollment|10|10|{}",
            "enrollment|10|10|{}",
            "enrollment|10|10|{}");
  }

  /** District C's login loses the right to insert students once three batches are committed. */
  private RunResult runThatBreaksAfterThreeBatchesOfStudents() {
    return districts
        .migration()
        .tell(
            new RunListener() {
              private int students;

              @Override
              public synchronized void committed(Checkpoint checkpoint) {
                if (checkpoint.claim().entity().name().equals("student") && ++students == 3) {
                  districts.asSuperuser("REVOKE INSERT ON students FROM tributary_test");
                }
              }
            })
        .run();
  }

  private Map<String, List<String>> uninterrupted() throws Exception {
    try (SchoolDistricts others = new SchoolDistricts(otherDirectory)) {
      others.c.execute("UPDATE dbo.Student SET GradeId = 999 WHERE Id = 15");
      others.run();
      return others.target();
    }
  }

  /** Dead letters without their status, the partition's message, the run's end. */
  private List<String> errorLog(UUID run) {
    return districts.school.query(
        """
        SELECT legacy_key, reason, message, source_row::text
        FROM migration.dead_letter WHERE tenant_id = '%1$s'
        UNION ALL
        SELECT e.name, t.name, p.message, '' FROM migration.partition p
        JOIN migration.entity e USING (entity_no) JOIN migration.tenant t USING (tenant_no)
        WHERE p.message IS NOT NULL AND e.name = 'student'
        UNION ALL
        SELECT 'run', status, message, '' FROM migration.run WHERE run_id = '%2$s'
        ORDER BY 1
        """
            .formatted(SchoolDistricts.tenant("c"), run));
  }

  private long count(String table) {
    return Long.parseLong(
        districts.one(
            "SELECT count(*) FROM %s WHERE tenant_id = '%s'"
                .formatted(table, SchoolDistricts.tenant("c"))));
  }

  private long mappings(String district) {
    return Long.parseLong(
        districts.one(
            "SELECT count(*) FROM migration.legacy_id_mapping WHERE tenant_id = '%s'"
                .formatted(SchoolDistricts.tenant(district))));
  }
}
