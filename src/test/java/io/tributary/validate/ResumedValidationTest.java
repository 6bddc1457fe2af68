package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.Migration;
import io.tributary.run.PartitionResult;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A validation that was broken off goes on where it was, if it is still about the same, and for one
 * process alone.
 */
class ResumedValidationTest {

  private static final ValidationOptions FULL = ValidationOptions.everyRow();
  private static final int PARTITIONS = 8;

  @TempDir static Path directory;
  private static ProvenDistricts districts;

  @BeforeAll
  static void migrate() {
    districts = new ProvenDistricts(directory, TestMigration.ROUTES);
    districts.migrate();
  }

  @AfterAll
  static void close() throws SQLException {
    districts.close();
  }

  @AfterEach
  void forget() {
    districts.records.execute(
        "DELETE FROM migration.validation_result", "DELETE FROM migration.validation");
  }

  @Test
  void anotherLegacyDatabaseIsLookedAtFromTheBeginning() throws SQLException {
    ValidationReport stopped = stoppedAfter(1, FULL);
    try (TestLegacy other = TestLegacy.create()) {
      districts.migration().with("NORTH_URL", other.url());

      ValidationReport next = districts.validate(FULL);

      assertThat(next.runId()).isNotEqualTo(stopped.runId());
      assertThat(next.verdict()).isNotEqualTo(Verdict.PROVEN);
    } finally {
      districts.migration().with("NORTH_URL", districts.north.url());
    }
  }

  @Test
  void changedTablesAreLookedAtFromTheBeginning() {
    ValidationReport stopped = stoppedAfter(1, FULL);
    districts.records.execute("ALTER TABLE visits ADD COLUMN remark text");
    UUID afterTargetChanged = stoppedAfter(1, FULL).runId();
    districts.records.execute("ALTER TABLE visits DROP COLUMN remark");
    districts.north.execute("ALTER TABLE dbo.School ALTER COLUMN Name NVARCHAR(51)");

    UUID afterLegacyChanged = stoppedAfter(1, FULL).runId();

    districts.north.execute("ALTER TABLE dbo.School ALTER COLUMN Name NVARCHAR(50)");
    assertThat(List.of(stopped.runId(), afterTargetChanged, afterLegacyChanged))
        .doesNotHaveDuplicates();
    assertThat(districts.validate(FULL).runId())
        .as("the tables are as they were")
        .isEqualTo(stopped.runId());
  }

  @Test
  void whatMayBeShownNowIsNotTakenFromWhatWasFoundBefore(@TempDir Path own) {
    ValidationReport stopped = stoppedAfter(1, FULL);

    try (Migration hiding =
        districts.migrationThatSays("deadLetters: { payload: drop }", own).open()) {
      ValidationReport next = stoppedAfter(1, FULL, Selection.ALL, hiding);

      assertThat(next.runId()).isNotEqualTo(stopped.runId());
    }
  }

  @Test
  void moreJoinsAreAskedForThanWereLookedAt() {
    ValidationReport few = stoppedAfter(1, new ValidationOptions(true, 3, 0));

    ValidationReport many = stoppedAfter(1, new ValidationOptions(true, 30, 0));

    assertThat(many.runId()).isNotEqualTo(few.runId());
    assertThat(stoppedAfter(1, new ValidationOptions(true, 3, 0)).runId()).isEqualTo(few.runId());
  }

  @Test
  void oneThatIsStoppedInItsLastCheckIsNotThroughAndGoesOn() {
    ValidationReport stopped = stoppedAfter(PARTITIONS, FULL);
    assertThat(stopped.entities()).allMatch(one -> one.failure().isEmpty());
    assertThat(stopped.isThrough()).isFalse();
    assertThat(stopped.verdict()).isEqualTo(Verdict.INCOMPLETE);
    List<PartitionResult> lookedAtAgain = new ArrayList<>();

    ValidationReport next =
        districts.validate(
            FULL,
            new RunListener() {
              @Override
              public void ended(PartitionResult result) {
                lookedAtAgain.add(result);
              }
            });

    assertThat(next.runId()).isEqualTo(stopped.runId());
    assertThat(lookedAtAgain).isEmpty();
    assertThat(next.isThrough()).isTrue();
    assertThat(next.verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void ofTwoProcessesOneGoesOnAndTheOtherBeginsItsOwn() {
    ValidationReport stopped = stoppedAfter(1, FULL);
    List<ValidationReport> meanwhile = new ArrayList<>();

    ValidationReport goneOn =
        districts.validate(
            FULL,
            new RunListener() {
              @Override
              public void resumed(UUID runId, int done) {
                meanwhile.add(districts.validate(FULL));
              }
            });

    assertThat(goneOn.runId()).isEqualTo(stopped.runId());
    assertThat(goneOn.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(meanwhile).hasSize(1);
    assertThat(meanwhile.get(0).runId()).isNotEqualTo(stopped.runId());
    assertThat(meanwhile.get(0).verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void whatWasFoundByOtherRoutesIsLookedAtAgain(@TempDir Path own) throws IOException {
    Path routes = TestMigration.copyRoutes(own);
    districts.migration().routes(routes);
    try {
      ValidationReport stopped = stoppedAfter(1, FULL);
      Files.writeString(
          routes.resolve("dead-letter.camel.yaml"),
          "# edited" + System.lineSeparator(),
          StandardOpenOption.APPEND);

      assertThat(districts.validate(FULL).runId()).isNotEqualTo(stopped.runId());
    } finally {
      districts.migration().routes(TestMigration.ROUTES);
    }
  }

  @Test
  void whatWasFoundBeforeAParentsServiceMovedIsLookedAtAgain() throws SQLException {
    Selection visits = new Selection(Set.of(), Set.of(), Set.of("north"), Set.of("pupil", "visit"));
    ValidationReport stopped = stoppedAfter(1, FULL, visits);
    districts.onCampus(
        """
        INSERT INTO migration.second_pass
          (entity_no, tenant_no, references_set, xid_from, xid_to) VALUES (1, 1, 0, 0, 0)
        """);

    ValidationReport report;
    try (Migration opened = districts.migration().open()) {
      report = opened.validate(visits, ValidationRequest.of(FULL), new RunListener() {});
    }

    assertThat(report.runId()).isNotEqualTo(stopped.runId());
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void aValidationThatWasStoppedGoesOnWithWhatIsNotDone() {
    ValidationReport stopped = stoppedAfter(1, FULL);
    assertThat(stopped.verdict()).isEqualTo(Verdict.INCOMPLETE);
    Heard heard = new Heard();

    ValidationReport report = districts.validate(FULL, heard);

    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(report.runId()).isEqualTo(stopped.runId());
    assertThat(heard.resumed).hasSize(1);
    assertThat(heard.ended).isNotEmpty().hasSize(8 - heard.resumed.get(0));
    assertThat(districts.validate(FULL).runId()).as("through").isNotEqualTo(report.runId());
  }

  @Test
  void whatWasFoundBeforeTheLedgerMovedIsLookedAtAgain() {
    ValidationReport stopped = stoppedAfter(1, FULL);
    districts.records.execute(
        """
        INSERT INTO migration.second_pass
          (entity_no, tenant_no, references_set, xid_from, xid_to) VALUES (1, 1, 0, 0, 0)
        """);

    ValidationReport report = districts.validate(FULL);

    assertThat(report.runId()).isNotEqualTo(stopped.runId());
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
  }

  private static ValidationReport stoppedAfter(int partitions, ValidationOptions options) {
    return stoppedAfter(partitions, options, Selection.ALL);
  }

  private static ValidationReport stoppedAfter(
      int partitions, ValidationOptions options, Selection selection) {
    try (Migration opened = districts.migration().open()) {
      return stoppedAfter(partitions, options, selection, opened);
    }
  }

  private static ValidationReport stoppedAfter(
      int partitions, ValidationOptions options, Selection selection, Migration opened) {
    AtomicInteger left = new AtomicInteger(partitions);
    return opened.validate(
        selection,
        new ValidationRequest(options, true, false),
        new RunListener() {
          @Override
          public void ended(PartitionResult result) {
            if (left.decrementAndGet() == 0) {
              opened.stop();
            }
          }
        });
  }

  private static final class Heard implements RunListener {
    final List<Integer> resumed = new ArrayList<>();
    final List<String> ended = new ArrayList<>();

    @Override
    public void resumed(UUID runId, int done) {
      resumed.add(done);
    }

    @Override
    public synchronized void ended(PartitionResult result) {
      ended.add(result.entity() + "/" + result.tenant());
    }
  }
}
