package io.tributary.operation;

import static io.tributary.operation.LargeTable.MANIFEST;
import static io.tributary.operation.LargeTable.PUPILS;
import static io.tributary.operation.LargeTable.ROWS;
import static io.tributary.operation.LargeTable.pupils;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.batch.Checkpoint;
import io.tributary.fault.Failpoint;
import io.tributary.run.Migration;
import io.tributary.run.PartitionStatus;
import io.tributary.run.PlannedPartition;
import io.tributary.run.RunResult;
import io.tributary.testing.FailpointGate;
import io.tributary.testing.RivalRun;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import io.tributary.testing.TributaryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table in key ranges, of which a run left some: whatever ended it, the next brings the rest. */
class InterruptedRangesTest {

  private static final String HELD_BY_THE_LIVING =
      """
      SELECT 1 FROM migration.partition JOIN migration.run r USING (run_id)
      WHERE held AND r.completed_at IS NULL
      """;

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

  @ParameterizedTest
  @CsvSource({"4", "1"})
  void goesOnInAllItsRangesAfterAStop(int workers) {
    RunResult stopped = table.stopWithSeveralRanges(directory);
    assertThat(pupils(stopped).status()).isEqualTo(PartitionStatus.STOPPED);
    LargeTable.Ears ears = new LargeTable.Ears();

    RunResult result = table.migration(MANIFEST, directory).parallel(workers).tell(ears).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(ears.ranges).hasSizeGreaterThan(1);
    assertThat(ears.ended).isEqualTo(1);
    assertThat(pupils(stopped).accounting().plus(pupils(result).accounting()).read())
        .isEqualTo(ROWS);
    table.assertEveryRowOnce();
    assertThat(table.migration(MANIFEST, directory).run().accounting().read()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"BEFORE_COMMIT, 25", "AFTER_COMMIT, 40"})
  void goesOnInAllItsRangesAfterItsProcessWasKilled(Failpoint point, int hit) throws Exception {
    try (FailpointGate gate = new FailpointGate(point, hit)) {
      TributaryProcess process = start(Map.of("TRIBUTARY_FAILPOINT", gate.setting()));
      assertThat(gate.await(process)).as(process.err()).isPresent();
      process.kill();
    }
    assertThat(table.ranges()).hasSizeGreaterThan(1);

    RunResult result = table.migration(MANIFEST, directory).run();

    assertThat(result.isComplete()).as(result.toString()).isTrue();
    assertThat(pupils(result).accounting().read()).isBetween(5L, ROWS - 50L);
    table.assertEveryRowOnce();
  }

  /** Runs it in a process of its own. */
  private TributaryProcess start(Map<String, String> failpoint) {
    Map<String, String> environment = new HashMap<>(failpoint);
    environment.put("OAK_URL", table.legacy().servedUrl());
    environment.put("RECORDS_URL", SERVICE.url());
    environment.put("RECORDS_PASSWORD", TestPostgres.ROLE);
    environment.put("TRIBUTARY_UUID_SECRET", "a secret for tests");
    try {
      return TributaryProcess.start(
          directory,
          environment,
          "run",
          Files.writeString(directory.resolve("manifest.yaml"), MANIFEST).toString(),
          "--routes",
          TestMigration.ROUTES.toAbsolutePath().toString(),
          "--parallel",
          "4",
          "--range-rows",
          "10");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRunThatDiedBetweenTheLastRangesEndAndTheCatchUpLeavesThatToTheNext() {
    table.stopWithSeveralRanges(directory);
    table.migration(MANIFEST, directory).run();
    SERVICE.execute(
        """
        UPDATE migration.partition p SET status = 'open' FROM migration.entity e
        WHERE e.entity_no = p.entity_no AND e.name = 'pupil' AND p.range_no = 2
        """);
    table.legacy().execute("INSERT INTO dbo.Pupil VALUES (11, 'Late', 'HERE')");

    RunResult result = table.migration(MANIFEST, directory).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(table.read(0)).containsExactly("catch-up|1", "range|" + ROWS);
    table.assertEveryRow();
  }

  @Test
  void aRunThatTakesItOverTakesAllRanges() throws Exception {
    table.stopWithSeveralRanges(directory);
    RivalRun rival = RivalRun.in(SERVICE);
    rival.holds("pupil", "oak");
    LargeTable.Ears ears =
        new LargeTable.Ears() {
          @Override
          public synchronized void waiting(String entity, String tenant, String why) {
            if (!why.startsWith("held by") || committed < 0) {
              return;
            }
            committed = Integer.MIN_VALUE;
            try {
              rival.close();
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          }
        };

    RunResult result = table.migration(MANIFEST, directory).tell(ears).run();

    assertThat(result.isComplete()).isTrue();
    table.assertEveryRowOnce();
    assertThat(
            SERVICE.query(
                "SELECT 1 FROM migration.partition WHERE held OR run_id = '" + rival.runId() + "'"))
        .isEmpty();
  }

  @Test
  @Timeout(120)
  void aRunThatIsTakenForDeadIsRefusedInAllItsRangesWhileItGoesOn() throws Exception {
    AtomicReference<TributaryProcess> rival = new AtomicReference<>();
    LargeTable.Ears ears =
        new LargeTable.Ears() {
          @Override
          void heard(Checkpoint checkpoint) {
            if (ranges.size() == 2 && rival.get() == null) {
              // As if nobody had heard of this run for long.
              SERVICE.execute("UPDATE migration.run SET completed_at = now()");
              rival.set(start(Map.of()));
              await().until(() -> !SERVICE.query(HELD_BY_THE_LIVING).isEmpty());
            }
          }
        };

    RunResult result = table.migration(MANIFEST, directory).tell(ears).run();

    assertThat(rival.get().exitStatus()).as(rival.get().out() + rival.get().err()).isZero();
    assertThat(result.isComplete()).as(result.toString()).isTrue();
    assertThat(pupils(result).accounting().read()).isLessThan(ROWS);
    table.assertEveryRowOnce();
  }

  @Test
  void aRangeThatFailsStopsTheOthersAndTheNextRunGoesOnInAll() {
    table
        .legacy()
        .execute(
            "ALTER TABLE dbo.Pupil DROP PRIMARY KEY",
            "UPDATE dbo.Pupil SET Id = 4000 WHERE Id = 3990");
    LargeTable.Ears ears = new LargeTable.Ears();

    RunResult failed = table.migration(MANIFEST, directory).tell(ears).run();

    assertThat(pupils(failed).status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(pupils(failed).failure().orElseThrow()).contains("TRB-0311");
    assertThat(ears.ended).isEqualTo(1);
    assertThat(SERVICE.query("SELECT 1 FROM migration.partition WHERE held")).isEmpty();
    try (Migration migration = table.migration(MANIFEST, directory).open()) {
      assertThat(migration.status(PUPILS).partitions())
          .extracting(PlannedPartition::state)
          .containsExactly(PlannedPartition.State.FAILED);
    }

    table.legacy().execute("UPDATE dbo.Pupil SET Id = 3990 WHERE Name = 'Pupil 399'");
    RunResult result = table.migration(MANIFEST, directory).run();
    assertThat(result.isComplete()).as(result.toString()).isTrue();
    table.assertEveryRowOnce();
  }
}
