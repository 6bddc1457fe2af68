package io.tributary.operation;

import static io.tributary.operation.LargeTable.MANIFEST;
import static io.tributary.operation.LargeTable.PUPILS;
import static io.tributary.operation.LargeTable.ROWS;
import static io.tributary.operation.LargeTable.pupils;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Accounting;
import io.tributary.batch.Checkpoint;
import io.tributary.run.Migration;
import io.tributary.run.PartitionStatus;
import io.tributary.run.PlannedPartition;
import io.tributary.run.ReplayResult;
import io.tributary.run.RollbackScope;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that was loaded in key ranges is refreshed, replayed and taken back as one. */
class LoadedRangesTest {

  private static final TestPostgres SERVICE = TestPostgres.create();

  @TempDir Path directory;
  private LargeTable table;

  @BeforeEach
  void createDistrict() throws SQLException {
    table = new LargeTable(SERVICE);
  }

  @AfterEach
  void close() throws SQLException {
    table.close();
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @Test
  void deadLettersOfAllRangesAreToldAndReplayedTogether() {
    String strict =
        MANIFEST.replace("status: Status", "status: { from: Status, values: { HERE: here } }");
    table.migration(strict, directory).run();
    assertThat(table.ranges()).hasSizeGreaterThan(1);
    table.legacy().execute("UPDATE dbo.Pupil SET Status = 'HERE' WHERE Id <> 4000");

    try (Migration migration = table.migration(strict, directory).open()) {
      assertThat(migration.status(PUPILS).partitions().get(0).openDeadLetters()).isEqualTo(40);
      ReplayResult replayed = migration.replay(Selection.ALL, Set.of(), new RunListener() {});
      assertThat(replayed.rows().loaded()).isEqualTo(39);

      PlannedPartition line = migration.status(PUPILS).partitions().get(0);
      assertThat(line.openDeadLetters()).isEqualTo(1);
      assertThat(line.committedRows()).isEqualTo(ROWS);
    }
    assertThat(SERVICE.query("SELECT count(*) FROM pupils")).containsExactly("" + (ROWS - 1));
    assertThat(table.migration(strict, directory).run().accounting().read()).isZero();
  }

  @Test
  void isRefreshedRangeByRangeAndTheRefreshIsTakenBackAlone() {
    table.migration(MANIFEST, directory).run();
    List<String> before = table.contents();
    List<String> ranges = table.ranges();
    table
        .legacy()
        .execute(
            "UPDATE dbo.Pupil SET Name = 'Renamed' WHERE Id IN (10, 2000, 4000)",
            "INSERT INTO dbo.Pupil VALUES (1, 'New', 'HERE'), (4001, 'Newer', 'HERE')");

    RunResult refreshed = table.migration(MANIFEST, directory).refresh().run();

    assertThat(pupils(refreshed).accounting())
        .isEqualTo(new Accounting(ROWS + 2, 2, 3, ROWS - 3, 0, 0, 0));
    assertThat(table.ranges()).isEqualTo(ranges);
    assertThat(table.read(1)).containsExactly("range|" + (ROWS + 2));
    table.assertEveryRow();
    assertThat(table.migration(MANIFEST, directory).run().accounting().read()).isZero();

    rollBack(RollbackScope.ofRun(refreshed.runId()));
    assertThat(SERVICE.query("SELECT count(*) FROM pupils")).containsExactly("" + ROWS);
    table.legacy().execute("DELETE FROM dbo.Pupil WHERE Id IN (1, 4001)");
    RunResult again = table.migration(MANIFEST, directory).run();
    assertThat(again.isComplete()).isTrue();
    assertThat(table.contents()).hasSameSizeAs(before);
    table.assertEveryRowOnce();
  }

  @Test
  void aRefreshThatIsStoppedGoesOnInAllRanges() {
    table.migration(MANIFEST, directory).run();
    table.legacy().execute("UPDATE dbo.Pupil SET Status = 'GONE'");
    try (Migration migration = table.migration(MANIFEST, directory).open()) {
      migration.run(
          migration.plan(Selection.ALL).refreshed(),
          new LargeTable.Ears() {
            @Override
            void heard(Checkpoint checkpoint) {
              migration.stop();
            }
          });
    }

    RunResult result = table.migration(MANIFEST, directory).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(table.read(1)).containsExactly("range|" + ROWS);
    assertThat(SERVICE.query("SELECT DISTINCT status FROM pupils")).containsExactly("GONE");
  }

  @Test
  void isTakenBackAsAWholeAndLoadedAgainOnce() {
    table.migration(MANIFEST, directory).run();
    List<String> before = table.contents();

    rollBack(RollbackScope.of(PUPILS));

    assertThat(table.contents()).isEmpty();
    assertThat(
            SERVICE.query(
                "SELECT DISTINCT load_mode FROM migration.partition p JOIN"
                    + " migration.entity e USING (entity_no) WHERE e.name = 'pupil'"))
        .containsExactly("∅");
    RunResult again = table.migration(MANIFEST, directory).run();
    assertThat(again.isComplete()).isTrue();
    assertThat(table.contents()).isEqualTo(before);
    table.assertEveryRowOnce();
  }

  @Test
  void isTakenBackFromABatchOnWithTheLaterBatchesOfAllRanges() {
    table.migration(MANIFEST, directory).run();
    List<String> before = table.contents();
    String batch =
        SERVICE
            .query(
                """
                SELECT batch_id FROM migration.batch_state
                WHERE entity_type = 'pupil' AND range_no = 1 ORDER BY batch_no LIMIT 1
                """)
            .get(0);

    rollBack(RollbackScope.ofBatch(UUID.fromString(batch)).withLater());

    assertThat(table.contents()).hasSizeLessThan(ROWS - 5);
    assertThat(table.migration(MANIFEST, directory).run().isComplete()).isTrue();
    assertThat(table.contents()).isEqualTo(before);
    table.assertEveryRowOnce();
  }

  private void rollBack(RollbackScope scope) {
    try (Migration migration = table.migration(MANIFEST, directory).open()) {
      assertThat(migration.rollback(scope, "a test", false).isComplete()).isTrue();
    }
  }

  @Test
  void deadLettersOfAllRangesCountTogether() {
    String capped =
        MANIFEST
            .replace("status: Status", "status: { from: Status, values: { HERE: here } }")
            .replace("defaults:\n", "deadLetters: { maxRows: 20 }\ndefaults:\n");

    RunResult result = table.migration(capped, directory).run();

    assertThat(pupils(result).status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(pupils(result).failure().orElseThrow()).contains("deadLetters maxRows: 20");
    assertThat(Integer.parseInt(SERVICE.query("SELECT count(*) FROM migration.dead_letter").get(0)))
        .isBetween(19, 20 + 4);
    assertThat(result.partitions()).hasSize(2);
    assertThat(pupils(result).duration()).isGreaterThan(Duration.ZERO);
  }
}
