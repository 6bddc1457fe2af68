package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.fault.Failpoint;
import io.tributary.testing.FailpointGate;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import io.tributary.testing.TributaryProcess;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Assessment results of 15 years go by COPY in batches of 10,000, are interrupted and resumed, and
 * all arrive once. At full size with {@code -Pcrash}; {@code -Dcrash.rows} says how many then,
 * 30,000 at least.
 */
class Scenario02LargeVolumeTest {

  private static final long ROWS = 60_000;
  private static final long ALL_ROWS = Long.getLong("crash.rows", 5_000_000);
  private static final int BATCH_ROWS = 10_000;
  private static final int ROWS_AN_INSERT = 500_000;

  private static final String MANIFEST =
      """
      name: large
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults: { batch: { rows: 10000, bytes: 16MB } }
      tenants:
        - id: 0a000000-0000-4000-8000-000000000001
          name: oak
          zone: UTC
          legacy: { url: "{{env:OAK_URL}}", user: sa }
      services:
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, password: "{{env:RECORDS_PASSWORD}}" }
      phases: { 1: Results }
      entities:
        result:
          service: records
          phase: 1
          legacy: { table: dbo.AssessmentResult, key: Id }
          into:
            assessment_results:
              student_no: StudentNo
              score: Score
              taken_at: { from: TakenOn, as: timestamptz }
      """;

  private final TestPostgres service = TestPostgres.create();
  private final Map<String, String> environment = new HashMap<>();
  private final List<TributaryProcess> processes = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void close() {
    processes.forEach(TributaryProcess::end);
    service.close();
  }

  @Test
  void interruptedTwiceAllResultsArriveOnce() throws Exception {
    migrateInThreeRuns(ROWS);
  }

  @Test
  @Tag("crash")
  void interruptedTwiceAllResultsArriveOnceAtFullSize() throws Exception {
    migrateInThreeRuns(ALL_ROWS);
  }

  private void migrateInThreeRuns(long rows) throws Exception {
    long batches = (rows + BATCH_ROWS - 1) / BATCH_ROWS;
    int third = Math.toIntExact(batches / 3);
    createTarget();
    try (TestLegacy legacy = results(rows)) {
      environment.put("OAK_URL", legacy.servedUrl());

      killAt(Failpoint.INSIDE_COPY, third + 1);
      assertThat(batchesInLedger()).isEqualTo(third);
      killAt(Failpoint.BEFORE_COMMIT, third + 1);
      assertThat(batchesInLedger()).isEqualTo(2L * third);
      TributaryProcess last = start(Map.of());
      assertThat(last.exitStatus(Duration.ofHours(1))).as(last.err()).isZero();

      assertAllArrivedOnce(legacy, rows);
    }
    assertBatchesOfTenThousandByCopy(rows, batches, third);
    assertEachBatchWasLogged(batches);
  }

  private void assertAllArrivedOnce(TestLegacy legacy, long rows) {
    assertThat(
            service.query(
                """
                SELECT count(*), count(DISTINCT id), count(DISTINCT legacy_id), min(legacy_id),
                       max(legacy_id), sum(legacy_id), sum(student_no), sum(score),
                       count(DISTINCT extract(year FROM taken_at AT TIME ZONE 'UTC'))
                FROM assessment_results
                """))
        .isEqualTo(
            legacy.query(
                """
                SELECT COUNT(*), COUNT(*), COUNT(*), MIN(Id), MAX(Id), SUM(CAST(Id AS BIGINT)),
                       SUM(CAST(StudentNo AS BIGINT)), SUM(Score), 15
                FROM dbo.AssessmentResult
                """))
        .first()
        .asString()
        .startsWith(rows + "|");
    assertThat(service.query("SELECT count(*) FROM migration.legacy_id_mapping"))
        .containsExactly(Long.toString(rows));
  }

  private void assertBatchesOfTenThousandByCopy(long rows, long batches, int third) {
    assertThat(
            service.query(
                """
                SELECT DISTINCT load_mode, status, rows_read - rows_inserted
                FROM migration.batch_state
                """))
        .containsExactly("DIRECT|committed|0");
    assertThat(
            service.query(
                "SELECT count(*) FROM migration.batch_state WHERE rows_read = " + BATCH_ROWS))
        .containsExactly(Long.toString(rows / BATCH_ROWS));
    assertThat(
            service.query(
                "SELECT count(*) FROM migration.batch_state GROUP BY run_id ORDER BY min(batch_no)"))
        .containsExactly("" + third, "" + third, "" + (batches - 2L * third));
    assertThat(
            service.query(
                """
                SELECT count(*) FROM (
                  SELECT lower_key, lag(upper_key) OVER (ORDER BY batch_no) AS previous
                  FROM migration.batch_state) b
                WHERE lower_key IS DISTINCT FROM previous
                """))
        .as("gaps and overlaps")
        .containsExactly("0");
  }

  private void assertEachBatchWasLogged(long batches) throws Exception {
    List<String> logged = new ArrayList<>();
    for (TributaryProcess process : processes) {
      for (Map<String, String> line : batchLines(process)) {
        assertThat(line).containsEntry("entity", "result").containsEntry("tenant", "oak");
        assertThat(Long.parseLong(line.getOrDefault("millis", ""))).isPositive();
        logged.add(line.get("batch") + "|" + line.get("read") + "|" + line.get("checksum"));
      }
    }

    assertThat(logged)
        .hasSize(Math.toIntExact(batches))
        .isEqualTo(
            service.query(
                """
                SELECT batch_id, rows_read, to_hex(checksum) FROM migration.batch_state
                ORDER BY batch_no
                """));
  }

  /** The fields of the lines that tell of a committed batch. */
  private static List<Map<String, String>> batchLines(TributaryProcess process) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<Map<String, String>> lines = new ArrayList<>();
    for (String line : process.log().lines().toList()) {
      Map<String, String> fields = new HashMap<>();
      for (JsonNode pair : json.readTree(line).path("kvpList")) {
        pair.fields()
            .forEachRemaining(field -> fields.put(field.getKey(), field.getValue().asText()));
      }
      if ("batch-committed".equals(fields.get("event"))) {
        lines.add(fields);
      }
    }
    return lines;
  }

  private void killAt(Failpoint point, int hit) throws Exception {
    try (FailpointGate gate = new FailpointGate(point, hit)) {
      TributaryProcess process = start(Map.of("TRIBUTARY_FAILPOINT", gate.setting()));
      try (Socket line =
          gate.await(process)
              .orElseThrow(() -> new AssertionError(process.out() + process.err()))) {
        process.kill();
        assertThat(line.isConnected()).isTrue();
      }
    }
  }

  private TributaryProcess start(Map<String, String> failpoint) throws Exception {
    Path place = Files.createDirectory(directory.resolve("process-" + processes.size()));
    Path manifest = Files.writeString(place.resolve("manifest.yaml"), MANIFEST);
    environment.put("RECORDS_URL", service.url());
    environment.put("RECORDS_PASSWORD", TestPostgres.ROLE);
    environment.put("TRIBUTARY_UUID_SECRET", "a secret for tests");
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(failpoint);
    TributaryProcess process =
        TributaryProcess.start(
            place,
            all,
            "run",
            manifest.toString(),
            "--routes",
            TestMigration.ROUTES.toAbsolutePath().toString(),
            "--parallel",
            "1");
    processes.add(process);
    return process;
  }

  private void createTarget() {
    service.execute(
        """
        CREATE TABLE assessment_results (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          student_no int NOT NULL, score numeric(6, 2) NOT NULL, taken_at timestamptz NOT NULL)
        """);
  }

  /** Results of 2010 to 2024, spread evenly, with gaps between their keys. */
  private TestLegacy results(long rows) {
    TestLegacy legacy = TestLegacy.createFile(directory.resolve("oak"), "");
    legacy.execute(
        """
        CREATE TABLE dbo.AssessmentResult (
          Id INT PRIMARY KEY, StudentNo INT, Score DECIMAL(6, 2), TakenOn DATETIME2(0))
        """);
    for (long from = 1; from <= rows; from += ROWS_AN_INSERT) {
      legacy.execute(
          """
          INSERT INTO dbo.AssessmentResult
          SELECT X * 3, MOD(X, 40000), CAST(MOD(X, 10000) AS DECIMAL(8, 2)) / 100,
                 DATEADD(DAY, MOD(X, 15 * 365), TIMESTAMP '2010-01-01 09:30:00')
          FROM SYSTEM_RANGE(%d, %d)
          """
              .formatted(from, Math.min(rows, from + ROWS_AN_INSERT - 1)));
    }
    return legacy;
  }

  private long batchesInLedger() {
    return Long.parseLong(service.query("SELECT count(*) FROM migration.batch_state").get(0));
  }
}
