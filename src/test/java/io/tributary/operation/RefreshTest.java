package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Accounting;
import io.tributary.batch.Checkpoint;
import io.tributary.run.Migration;
import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.PlannedPartition;
import io.tributary.run.RollbackScope;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A district that is migrated is read again, and what has changed since is written. */
class RefreshTest {

  private static final TestPostgres SERVICE = TestPostgres.create();
  private static final String MANIFEST = MemberDistrict.MANIFEST;
  private static final String CORRECTED =
      MANIFEST.replace(
          "status: Status", "status: { from: Status, values: { HERE: here, LEFT: left } }");

  @TempDir Path directory;
  private MemberDistrict district;

  @BeforeEach
  void migrateDistrict() throws SQLException {
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
  void aChangedRowAloneIsUpdated() {
    district.run(MANIFEST, directory);
    List<String> before = versions("pupils", "legacy_id <> '7'");
    district.legacy("UPDATE dbo.Pupil SET Name = 'Renamed' WHERE Id = 7");

    RunResult result = refresh(MANIFEST);

    assertThat(result.isComplete()).isTrue();
    assertThat(of(result, "pupil").accounting()).isEqualTo(new Accounting(20, 0, 1, 19, 0, 0, 0));
    assertThat(of(result, "club").accounting()).isEqualTo(new Accounting(5, 0, 0, 5, 0, 0, 0));
    assertThat(district.query("SELECT name FROM pupils WHERE legacy_id = '7'"))
        .containsExactly("Renamed");
    assertThat(versions("pupils", "legacy_id <> '7'")).isEqualTo(before);
    assertThat(district.legacyIds("pupils")).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void rowsThatAreNewSinceComeInOnceThoughTheyAppearBehindTheCursor() {
    district.run(MANIFEST, directory);
    district.legacy("INSERT INTO dbo.Pupil VALUES (21, 'New', 'HERE')");

    RunResult result =
        refresh(
            MANIFEST,
            onFirstBatchOf("pupil", "INSERT INTO dbo.Pupil VALUES (0, 'Behind', 'HERE')"));

    assertThat(of(result, "pupil").accounting()).isEqualTo(new Accounting(22, 2, 0, 20, 0, 0, 0));
    assertThat(district.legacyIds("pupils"))
        .hasSize(22)
        .contains("0", "21")
        .doesNotHaveDuplicates();
    assertThat(batches("pupil"))
        .containsExactly(
            "0|range|10", "0|range|10", "1|range|10", "1|range|10", "1|range|1", "1|catch-up|1");
    assertThat(district.run(MANIFEST, directory).accounting().read()).isZero();
  }

  @Test
  void aRowWhoseNewParentAppearsMeanwhileIsUpdated() {
    district.run(MANIFEST, directory);
    district.legacy("UPDATE dbo.Member SET ClubId = 99 WHERE Id = 7");

    RunResult result =
        refresh(MANIFEST, onFirstBatchOf("member", "INSERT INTO dbo.Club VALUES (99, 'Late')"));

    assertThat(result.isComplete()).isTrue();
    assertThat(of(result, "member").accounting()).isEqualTo(new Accounting(20, 0, 1, 19, 0, 0, 0));
    assertThat(
            district.query(
                "SELECT m.legacy_id FROM members m JOIN clubs c ON c.id = m.club_id"
                    + " WHERE c.legacy_id = '99'"))
        .containsExactly("7");
    assertThat(district.letters("member")).containsExactly("7|replayed|2|club_id|MISSING_PARENT");
  }

  @Test
  void aCorrectedMappingIsAppliedToAllRows() {
    district.run(MANIFEST, directory);

    RunResult result = refresh(CORRECTED);

    assertThat(of(result, "pupil").accounting()).isEqualTo(new Accounting(20, 0, 20, 0, 0, 0, 0));
    assertThat(district.query("SELECT DISTINCT status FROM pupils ORDER BY 1"))
        .containsExactly("here", "left");
    assertThat(refresh(CORRECTED).accounting().unchanged()).isEqualTo(45);
  }

  @Test
  void aChangedKeyIsRefusedAndNothingIsWritten() {
    district.run(MANIFEST, directory);
    List<String> before = versions("pupils", "TRUE");
    String changed =
        MANIFEST.replace("dbo.Pupil, key: Id }", "dbo.Pupil, key: Name }\n    ignore: [ Id ]");
    assertThat(changed).isNotEqualTo(MANIFEST);

    RunResult result = refresh(changed);

    assertThat(of(result, "pupil").status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(of(result, "pupil").failure())
        .hasValueSatisfying(why -> assertThat(why).contains("TRB-0512", "@legacy.key"));
    assertThat(versions("pupils", "TRUE")).isEqualTo(before);
    assertThat(batches("pupil")).containsExactly("0|range|10", "0|range|10");
    assertThat(district.run(MANIFEST, directory).isComplete()).isTrue();
  }

  @Test
  void anInterruptedRefreshIsGoneOnWithByAPlainRun() {
    district.run(MANIFEST, directory);
    district.legacy("UPDATE dbo.Pupil SET Name = Name || '!'");
    RunResult stopped = refreshUntilFirstBatchOf("pupil");
    assertThat(of(stopped, "pupil").status()).isEqualTo(PartitionStatus.STOPPED);
    assertThat(batches("pupil")).containsExactly("0|range|10", "0|range|10", "1|range|10");
    assertThat(status("pupil")).isEqualTo("BEGUN pass 1: 10");

    RunResult result = district.run(MANIFEST, directory);

    assertThat(result.isComplete()).isTrue();
    assertThat(of(result, "pupil").accounting()).isEqualTo(new Accounting(10, 0, 10, 0, 0, 0, 0));
    assertThat(batches("pupil"))
        .containsExactly("0|range|10", "0|range|10", "1|range|10", "1|range|10");
    assertThat(district.query("SELECT count(*) FROM pupils WHERE name LIKE '%!'"))
        .containsExactly("20");
    assertThat(status("pupil")).isEqualTo("COMPLETE pass 1: 20");
  }

  @Test
  void withinARefreshTheMappingStays() {
    district.run(MANIFEST, directory);
    refreshUntilFirstBatchOf("pupil");

    RunResult result = refresh(CORRECTED);

    assertThat(of(result, "pupil").failure())
        .hasValueSatisfying(why -> assertThat(why).contains("TRB-0504", "pupils.status"));
  }

  @Test
  void aRowThatIsRefusedAgainKeepsItsLetterAndOneThatIsGoodNowClosesIt() {
    String manifest = MemberDistrict.LEAVERS_REFUSED;
    district.run(manifest, directory);
    district.legacy("UPDATE dbo.Pupil SET Status = 'HERE' WHERE Id = 10");

    RunResult result = refresh(manifest);

    assertThat(of(result, "pupil").accounting()).isEqualTo(new Accounting(20, 1, 0, 18, 0, 0, 1));
    assertThat(district.letters("pupil"))
        .containsExactly("10|replayed|2|status|UNKNOWN_VALUE", "20|open|2|status|UNKNOWN_VALUE");
    assertThat(district.legacyIds("pupils")).hasSize(19).contains("10");
    assertThat(status("pupil")).isEqualTo("COMPLETE pass 1: 20");
  }

  @Test
  void aRowThatWasGoodAndIsNotAnyMoreIsADeadLetterAndItsRowStays() {
    String manifest = MemberDistrict.LEAVERS_REFUSED;
    district.run(manifest, directory);
    district.legacy("UPDATE dbo.Pupil SET Status = 'GONE' WHERE Id = 3");

    RunResult result = refresh(manifest);

    assertThat(of(result, "pupil").accounting()).isEqualTo(new Accounting(20, 0, 0, 17, 0, 0, 3));
    assertThat(district.query("SELECT status FROM pupils WHERE legacy_id = '3'"))
        .containsExactly("here");
  }

  @Test
  void lettersThatARefreshMetAgainOutliveItsRollbackAndThoseThatItMetFirstDoNot() {
    String manifest = MemberDistrict.LEAVERS_REFUSED;
    district.run(manifest, directory);
    district.legacy("INSERT INTO dbo.Pupil VALUES (21, 'New', 'GONE')");
    RunResult refreshed = refresh(manifest);

    try (Migration migration = district.migration(manifest, directory).open()) {
      migration.rollback(RollbackScope.ofRun(refreshed.runId()), "a test", false);
    }

    assertThat(district.letters("pupil"))
        .containsExactly(
            "10|open|2|status|UNKNOWN_VALUE",
            "20|open|2|status|UNKNOWN_VALUE",
            "21|rolled-back|1|status|UNKNOWN_VALUE");
    assertThat(status("pupil")).isEqualTo("BEGUN pass 0: 20");
    assertThat(of(district.run(manifest, directory), "pupil").accounting())
        .isEqualTo(new Accounting(1, 0, 0, 0, 0, 0, 1));
  }

  @Test
  void everyRefreshGoesOverAllOfLegacyOnce() {
    district.run(MANIFEST, directory);
    refresh(MANIFEST);
    district.legacy("DELETE FROM dbo.Pupil WHERE Id = 20");

    RunResult result = refresh(MANIFEST);

    assertThat(of(result, "pupil").accounting()).isEqualTo(new Accounting(19, 0, 0, 19, 0, 0, 0));
    assertThat(status("pupil")).isEqualTo("COMPLETE pass 2: 19");
    assertThat(batches("pupil"))
        .containsExactly(
            "0|range|10", "0|range|10", "1|range|10", "1|range|10", "2|range|10", "2|range|9");
    assertThat(district.legacyIds("pupils")).as("legacy's deletions are not followed").hasSize(20);
    assertThat(district.run(MANIFEST, directory).accounting().read()).isZero();
  }

  @Test
  void aPartitionThatWasNeverLoadedIsLoaded() {
    RunResult result = refresh(MANIFEST);

    assertThat(result.accounting().inserted()).isEqualTo(45);
    assertThat(status("pupil")).isEqualTo("COMPLETE pass 0: 20");
  }

  @Test
  void aDryRunOfARefreshReadsEverythingAndWritesNothing() {
    district.run(MANIFEST, directory);
    List<String> before = district.small.everything();
    List<String> rows = versions("pupils", "TRUE");

    RunResult result = district.migration(MANIFEST, directory).refresh().dryRun().run();

    assertThat(result.accounting().read()).isEqualTo(45);
    assertThat(district.small.everything()).isEqualTo(before);
    assertThat(versions("pupils", "TRUE")).isEqualTo(rows);
    assertThat(status("pupil")).isEqualTo("COMPLETE pass 0: 20");
  }

  private RunResult refresh(String manifest) {
    return district.migration(manifest, directory).refresh().run();
  }

  private RunResult refresh(String manifest, RunListener listener) {
    return district.migration(manifest, directory).refresh().tell(listener).run();
  }

  private RunResult refreshUntilFirstBatchOf(String entity) {
    try (Migration migration = district.migration(MANIFEST, directory).parallel(1).open()) {
      return migration.run(
          migration.plan(Selection.ALL).refreshed(), onFirstBatchOf(entity, migration::stop));
    }
  }

  private RunListener onFirstBatchOf(String entity, String sql) {
    return onFirstBatchOf(entity, () -> district.legacy(sql));
  }

  private static RunListener onFirstBatchOf(String entity, Runnable work) {
    AtomicBoolean done = new AtomicBoolean();
    return new RunListener() {
      @Override
      public void committed(Checkpoint checkpoint) {
        if (checkpoint.claim().entity().name().equals(entity) && done.compareAndSet(false, true)) {
          work.run();
        }
      }
    };
  }

  /** Where each row's version lies and who wrote it: the same as long as nobody writes it. */
  private List<String> versions(String table, String which) {
    return district.query(
        "SELECT ctid, xmin, t::text FROM %s t WHERE %s ORDER BY id".formatted(table, which));
  }

  private List<String> batches(String entity) {
    return district.query(
        """
        SELECT pass, kind, rows_read FROM migration.batch_state
        WHERE entity_type = '%s' ORDER BY batch_no
        """
            .formatted(entity));
  }

  private String status(String entity) {
    try (Migration migration = district.migration(MANIFEST, directory).open()) {
      PlannedPartition partition =
          migration.status(Selection.ALL).partitions().stream()
              .filter(p -> p.entity().name().equals(entity))
              .findFirst()
              .orElseThrow();
      return "%s pass %d: %d"
          .formatted(partition.state(), partition.pass(), partition.committedRows());
    }
  }

  private static PartitionResult of(RunResult result, String entity) {
    return result.partitions().stream()
        .filter(partition -> partition.entity().equals(entity))
        .findFirst()
        .orElseThrow();
  }
}
