package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A full comparison asks for the rows of a batch by their keys. If it read a whole table for each
 * batch, its time would grow with the square of the rows, and no test with a few rows would tell.
 */
class FullComparisonCostTest {

  private static final int ROWS = 3_000;
  private static final int BATCH = 100;

  private static final String MANIFEST =
      """
      name: cost
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        batch: { rows: %d }
        legacy: { user: sa, maxConnections: 2 }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: north, zone: America/Chicago, legacy: { url: "{{env:NORTH_URL}}" } }
      services:
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
        pupil:
          service: records
          phase: 1
          legacy: { table: dbo.Pupil, key: Id }
          into: { pupils: { name: Name, grade: Grade } }
      """;

  private final TestLegacy north = TestLegacy.create();
  private final TestPostgres records = TestPostgres.create();

  @TempDir Path directory;

  @ParameterizedTest(name = "with keys of type {0}")
  @ValueSource(strings = {"INT", "VARCHAR(10)"})
  void noTableIsReadOnceForEachBatch(String type) {
    north.execute(
        "CREATE TABLE dbo.Pupil (Id %s PRIMARY KEY, Name NVARCHAR(20), Grade INT)".formatted(type),
        """
        INSERT INTO dbo.Pupil
        SELECT X, 'Pupil ' || X, CASE WHEN MOD(X, 50) > 0 THEN X END FROM SYSTEM_RANGE(1, %d)
        """
            .formatted(ROWS));
    records.execute(
        """
        CREATE TABLE pupils (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id text NOT NULL,
          name text, grade integer NOT NULL)
        """);
    TestMigration migration =
        TestMigration.by(MANIFEST.formatted(BATCH), directory)
            .with("NORTH_URL", north.url())
            .with("RECORDS_URL", records.url())
            .with("PASSWORD", TestPostgres.ROLE);
    migration.run();
    long before = rowsRead();

    ValidationReport report;
    try (Migration opened = migration.open()) {
      report =
          opened.validate(
              Selection.ALL,
              ValidationRequest.of(ValidationOptions.everyRow()),
              new RunListener() {});
    }

    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(rowsRead() - before).isLessThan((long) ROWS * ROWS / BATCH);
  }

  /** How many rows of these tables were read, by all connections that are closed. */
  private long rowsRead() {
    await()
        .until(
            () ->
                records
                    .query(
                        """
                        SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                          AND application_name LIKE 'tributary%'
                        """)
                    .isEmpty());
    List<String> reads =
        records.query(
            """
            SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables
            WHERE relname IN ('pupils', 'id_mapping_int', 'id_mapping_text')
            """);
    return Long.parseLong(reads.get(0));
  }

  @AfterEach
  void drop() throws SQLException {
    north.close();
    records.close();
  }
}
