package io.tributary.operation;

import static io.tributary.operation.LargeTable.MANIFEST;
import static io.tributary.operation.LargeTable.ROWS;
import static io.tributary.operation.LargeTable.pupils;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.batch.Accounting;
import io.tributary.batch.Checkpoint;
import io.tributary.fault.Failpoint;
import io.tributary.run.Migration;
import io.tributary.run.PartitionStatus;
import io.tributary.run.PlannedPartition;
import io.tributary.run.ReplayResult;
import io.tributary.run.RollbackScope;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One large table, and more workers than tables: it is cut into key ranges. */
class KeyRangesTest {

  private static final TestPostgres SERVICE = TestPostgres.create();
  private static final String OFF = MANIFEST.replace("defaults:\n", "defaults:\n  ranges: off\n");
  private static final Selection PUPILS =
      new Selection(Set.of(), Set.of(), Set.of(), Set.of("pupil"));

  private static final String HELD_BY_THE_LIVING =
      """
      SELECT 1 FROM migration.partition JOIN migration.run r USING (run_id)
      WHERE held AND r.completed_at IS NULL
      """;

  private static final String BY_NAME =
      "SELECT indexname FROM pg_indexes WHERE indexname = 'pupils_by_name'";

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
  @CsvSource(
      delimiter = ';',
      value = {
        "Id; Id; Id INT PRIMARY KEY; X * 3",
        "[A, B]; A, B; A INT, B NVARCHAR(9), PRIMARY KEY (A, B); MOD(X, 7), 'b' || MOD(X, 97)",
        "G; G; G UNIQUEIDENTIFIER PRIMARY KEY; RANDOM_UUID()",
        "S; S; S VARCHAR_IGNORECASE(9) PRIMARY KEY;"
            + " CASE MOD(X, 2) WHEN 0 THEN 'ä' ELSE 'B-' END || X",
      })
  void isLoadedAsByOneWorkerWhateverItsKey(
      String key, String names, String columns, String values) {
    table
        .legacy()
        .execute(
            "DROP TABLE dbo.Pupil",
            "CREATE TABLE dbo.Pupil (Name NVARCHAR(50), Status NVARCHAR(10), " + columns + ")",
            "INSERT INTO dbo.Pupil (Name, Status, %s) SELECT 'P' || X, 'HERE', %s"
                    .formatted(names, values)
                + " FROM SYSTEM_RANGE(1, 400)");
    String ignored = key.startsWith("[") ? key : "[" + key + "]";
    String manifest =
        MANIFEST.replace(
            "legacy: { table: dbo.Pupil, key: Id }",
            "legacy: { table: dbo.Pupil, key: %s }\n    ignore: %s".formatted(key, ignored));
    LargeTable.Ears ears = new LargeTable.Ears();

    RunResult result = table.migration(manifest, directory).tell(ears).run();

    assertThat(result.isComplete()).as(result.toString()).isTrue();
    assertThat(pupils(result).accounting()).isEqualTo(new Accounting(ROWS, ROWS, 0, 0, 0, 0, 0));
    assertThat(ears.ranges).hasSizeGreaterThan(1);
    assertThat(ears.ended).isEqualTo(1);
    assertThat(table.read(0)).containsExactly("range|" + ROWS);
    List<String> byRanges = table.contents();
    assertThat(byRanges).hasSize(ROWS);
    assertThat(loadedByOneWorker(manifest)).isEqualTo(byRanges);
  }

  private List<String> loadedByOneWorker(String manifest) {
    try {
      SmallDistrict.createTarget(SERVICE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    table.migration(manifest, directory).parallel(1).run();
    assertThat(table.ranges()).containsExactly("0");
    return table.contents();
  }

  @Test
  void staysWholeIfTheManifestSaysSoOrIfItIsTooSmallForMore() {
    table.migration(OFF, directory).run();
    assertThat(table.ranges()).containsExactly("0");
    assertThat(loadedWith(ROWS / 2 + 1)).containsExactly("0");
    assertThat(loadedWith(ROWS / 2 - 20)).hasSize(2);
  }

  private List<String> loadedWith(int rangeRows) {
    try {
      SmallDistrict.createTarget(SERVICE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    table.migration(MANIFEST, directory).rangeRows(rangeRows).run(PUPILS);
    return table.ranges();
  }

  @Test
  void isOneLineOfThePlanHoweverManyRangesItHas() {
    stopWithSeveralRanges();

    try (Migration migration = table.migration(MANIFEST, directory).open()) {
      List<PlannedPartition> lines = migration.status(PUPILS).partitions();
      assertThat(lines).hasSize(1);
      assertThat(lines.get(0).state()).isEqualTo(PlannedPartition.State.BEGUN);
      assertThat(lines.get(0).committedRows()).isEqualTo(table.small.batches("pupil") * 5);
      table.migration(MANIFEST, directory).run();
      PlannedPartition line = migration.status(PUPILS).partitions().get(0);
      assertThat(line.state()).isEqualTo(PlannedPartition.State.COMPLETE);
      assertThat(line.committedRows()).isEqualTo(ROWS);
    }
  }

  @ParameterizedTest
  @CsvSource({"4", "1"})
  void goesOnInAllItsRangesAfterAStop(int workers) {
    RunResult stopped = stopWithSeveralRanges();
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

  /**
   * Stops it when batches of three ranges are committed, and the last of them is not at its end.
   */
  private RunResult stopWithSeveralRanges() {
    try (Migration migration = table.migration(MANIFEST, directory).open()) {
      return migration.run(
          migration.plan(Selection.ALL),
          new LargeTable.Ears() {
            @Override
            void heard(Checkpoint checkpoint) {
              if (ranges.size() == 3) {
                migration.stop();
              }
            }
          });
    }
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
    stopWithSeveralRanges();
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
  void rowsThatAppearBehindTheCursorsAreReadOnceByWhicheverRangeIsLast() {
    LargeTable.Ears ears =
        new LargeTable.Ears() {
          private boolean inserted;

          @Override
          void heard(Checkpoint checkpoint) {
            int last = Integer.parseInt(checkpoint.upper().get(0));
            if (ranges.size() >= 2 && checkpoint.claim().range() > 0 && !inserted) {
              inserted = true;
              table
                  .legacy()
                  .execute(
                      "INSERT INTO dbo.Pupil VALUES (1, 'Late', 'HERE'), (%d, 'Later', 'HERE')"
                          .formatted(last - 1));
            }
          }
        };

    RunResult result = table.migration(MANIFEST, directory).tell(ears).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(pupils(result).accounting().read()).isEqualTo(ROWS + 2);
    assertThat(table.read(0)).containsExactly("catch-up|2", "range|" + ROWS);
    table.assertEveryRow();
    assertThat(table.migration(MANIFEST, directory).run().accounting().read()).isZero();
  }

  @Test
  void rowsThatVanishMeanwhileDoNotFailIt() {
    LargeTable.Ears ears =
        new LargeTable.Ears() {
          @Override
          void heard(Checkpoint checkpoint) {
            if (checkpoint.claim().range() > 0) {
              table.legacy().execute("DELETE FROM dbo.Pupil WHERE Id > 3500 OR Id = 10");
            }
          }
        };

    RunResult result = table.migration(MANIFEST, directory).tell(ears).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(SERVICE.query("SELECT DISTINCT legacy_id FROM pupils WHERE legacy_id::int <= 3000"))
        .hasSize(300);
  }

  @Test
  void isCutAlthoughTheEstimateIsFarTooHigh() {
    String few = MANIFEST.replace("dbo.Pupil, key: Id", "dbo.Pupil, key: Id, where: t.Id <= 1000");

    RunResult result = table.migration(few, directory).run();

    assertThat(pupils(result).accounting()).isEqualTo(new Accounting(100, 100, 0, 0, 0, 0, 0));
    assertThat(table.ranges()).hasSizeGreaterThan(1);
    assertThat(table.read(0)).containsExactly("range|100");
  }

  @Test
  void isCutAlthoughNobodyKnowsHowManyRowsThereAre() {
    table.legacy().execute("CREATE VIEW dbo.Everybody AS SELECT * FROM dbo.Pupil");

    RunResult result =
        table.migration(MANIFEST.replace("dbo.Pupil", "dbo.Everybody"), directory).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(table.ranges()).hasSizeGreaterThan(1);
    table.assertEveryRowOnce();
  }

  @Test
  void aRunThatTakesItOverTakesAllRanges() throws Exception {
    stopWithSeveralRanges();
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
              await()
                  .atMost(Duration.ofSeconds(60))
                  .until(() -> !SERVICE.query(HELD_BY_THE_LIVING).isEmpty());
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
  void aDryRunReadsItAsAWholeAndCutsNothing() {
    assertThat(pupils(dryRun()).accounting().read()).isEqualTo(ROWS);
    assertThat(table.small.hasLedger()).isFalse();

    stopWithSeveralRanges();
    List<String> ranges = SERVICE.query("SELECT p::text FROM migration.partition p ORDER BY 1");

    assertThat(pupils(dryRun()).accounting().read()).isEqualTo(ROWS);
    assertThat(SERVICE.query("SELECT p::text FROM migration.partition p ORDER BY 1"))
        .isEqualTo(ranges);
  }

  private RunResult dryRun() {
    return table.migration(MANIFEST, directory).dryRun().run();
  }

  @Test
  void itsIndexesAreRebuiltOnceWhenTheLastRangeHasEnded() {
    String rebuild = MANIFEST.replace("defaults:\n", "defaults:\n  indexes: rebuild\n");
    SERVICE.execute("CREATE INDEX pupils_by_name ON pupils (name)");
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    LargeTable.Ears ears =
        new LargeTable.Ears() {
          @Override
          void heard(Checkpoint checkpoint) {
            heard.addAll(SERVICE.query(BY_NAME));
          }

          @Override
          public synchronized void rebuilding(String service, String name, int indexes) {
            heard.add(name + " when so many ranges were open: " + openRanges());
          }
        };

    RunResult result = table.migration(rebuild, directory).tell(ears).run();

    assertThat(result.isComplete()).isTrue();
    assertThat(ears.ranges).hasSizeGreaterThan(1);
    assertThat(heard).containsExactly("public.pupils when so many ranges were open: [0]");
    assertThat(SERVICE.query(BY_NAME)).hasSize(1);
    table.assertEveryRowOnce();
  }

  private static List<String> openRanges() {
    return SERVICE.query(
        """
        SELECT count(*) FROM migration.partition p JOIN migration.entity e USING (entity_no)
        WHERE e.name = 'pupil' AND p.status <> 'complete'
        """);
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
