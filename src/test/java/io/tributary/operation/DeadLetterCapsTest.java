package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunResult;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that drowns in dead letters is stopped: every tenth pupil is one. */
class DeadLetterCapsTest {

  private static final TestPostgres SERVICE = TestPostgres.create();

  @TempDir Path directory;
  private MemberDistrict district;

  @BeforeEach
  void createDistrict() throws SQLException {
    district = new MemberDistrict(SERVICE);
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
  void theBatchThatPassesACountIsRefusedAndSaysWhy() {
    addPupils(21, 50);

    RunResult result = district.run(capped("{ maxRows: 2 }"), directory);

    PartitionResult pupil = of(result, "pupil");
    assertThat(result.hasFailures()).isTrue();
    assertThat(pupil.status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(pupil.failure().orElseThrow())
        .contains(
            "TRB-0520 pupil/oak",
            "3 of 30 rows read are dead letters",
            "maxRows: 2",
            "3 status UNKNOWN_VALUE",
            "raise the cap",
            "--dry-run");
    assertThat(district.legacyIds("pupils")).hasSize(18);
    assertThat(district.letters("pupil")).hasSize(2);
  }

  @Test
  void aCappedPartitionDoesNotStopTheOthers() {
    RunResult result = district.run(capped("{ maxRows: 0 }"), directory);

    assertThat(of(result, "pupil").status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(of(result, "club").status()).isEqualTo(PartitionStatus.COMPLETE);
    assertThat(of(result, "member").status()).isEqualTo(PartitionStatus.COMPLETE);
  }

  @Test
  void aRunThatDrownsInItsFirstBatchLeavesNothingAndTheCorrectedManifestRunsClean() {
    String manifest = capped("{ maxRows: 0 }");
    district.run(manifest, directory);
    assertThat(district.legacyIds("pupils")).isEmpty();
    assertThat(district.letters("pupil")).isEmpty();
    assertThat(district.small.batches("pupil")).isZero();

    RunResult result =
        district.run(manifest.replace("{ HERE: here }", "{ HERE: here, LEFT: left }"), directory);

    assertThat(result.isComplete()).isTrue();
    assertThat(district.legacyIds("pupils")).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void aShareIsJudgedOnceAThousandRowsAreReadAndAnEntitysOwnCapGoesFirst() {
    addPupils(21, 2000);
    String manifest =
        capped("{ maxShare: 5% }").replace("batch: { rows: 10 }", "batch: { rows: 500 }");

    RunResult refused = district.run(manifest, directory);

    assertThat(of(refused, "pupil").failure().orElseThrow())
        .contains("100 of 1000 rows read", "maxShare: 5%");
    assertThat(district.small.batches("pupil")).isEqualTo(1);

    RunResult raised =
        district.run(
            manifest.replace(
                "phase: 1\n    legacy: { table: dbo.Pupil",
                "phase: 1\n    deadLetters: { maxShare: 10% }\n    legacy: { table: dbo.Pupil"),
            directory);

    assertThat(raised.isComplete()).isTrue();
    assertThat(district.letters("pupil")).hasSize(200);
  }

  @Test
  void rowsThatWaitForAParentDoNotCount() {
    district.legacy("DELETE FROM dbo.Club");
    String manifest =
        MemberDistrict.MANIFEST.replace("tenants:\n", "deadLetters: { maxRows: 0 }\ntenants:\n");

    RunResult result = district.run(manifest, directory);

    assertThat(of(result, "member").status()).isEqualTo(PartitionStatus.COMPLETE);
    assertThat(district.letters("member"))
        .hasSize(20)
        .allMatch(letter -> letter.endsWith("|open|2|club_id|MISSING_PARENT"));
  }

  private static String capped(String caps) {
    return MemberDistrict.LEAVERS_REFUSED.replace(
        "tenants:\n", "deadLetters: " + caps + "\ntenants:\n");
  }

  private void addPupils(int from, int to) {
    district.legacy(
        """
        INSERT INTO dbo.Pupil
        SELECT X, 'Pupil ' || X, CASE WHEN MOD(X, 10) = 0 THEN 'LEFT' ELSE 'HERE' END
        FROM SYSTEM_RANGE(%d, %d)
        """
            .formatted(from, to));
  }

  private static PartitionResult of(RunResult result, String entity) {
    return result.partitions().stream()
        .filter(partition -> partition.entity().equals(entity))
        .findFirst()
        .orElseThrow();
  }
}
