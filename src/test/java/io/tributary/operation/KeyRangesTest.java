package io.tributary.operation;

import static io.tributary.operation.LargeTable.MANIFEST;
import static io.tributary.operation.LargeTable.PUPILS;
import static io.tributary.operation.LargeTable.ROWS;
import static io.tributary.operation.LargeTable.pupils;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Accounting;
import io.tributary.batch.Checkpoint;
import io.tributary.run.Migration;
import io.tributary.run.PlannedPartition;
import io.tributary.run.RunResult;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One large table, and more workers than tables: it is cut into key ranges. */
class KeyRangesTest {

  private static final TestPostgres SERVICE = TestPostgres.create();
  private static final String OFF = MANIFEST.replace("defaults:\n", "defaults:\n  ranges: off\n");

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
    table.stopWithSeveralRanges(directory);

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
  void aDryRunReadsItAsAWholeAndCutsNothing() {
    assertThat(pupils(dryRun()).accounting().read()).isEqualTo(ROWS);
    assertThat(table.small.hasLedger()).isFalse();

    table.stopWithSeveralRanges(directory);
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
}
