package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

  private static final String PUPILS =
      """
      pupil:
        service: records
        phase: 1
        batch: { rows: %d }
        legacy: { table: dbo.Pupil, key: Id }
        into: { pupils: { name: Name, grade: Grade } }
      """
          .formatted(BATCH);

  @TempDir Path directory;

  @ParameterizedTest(name = "with keys of type {0}")
  @ValueSource(strings = {"INT", "VARCHAR(10)"})
  void noTableIsReadOnceForEachBatch(String type) throws Exception {
    try (PlainDistrict district = new PlainDistrict(directory, PUPILS)) {
      district.north.execute(
          "CREATE TABLE dbo.Pupil (Id %s PRIMARY KEY, Name NVARCHAR(20), Grade INT)"
              .formatted(type),
          """
          INSERT INTO dbo.Pupil
          SELECT X, 'Pupil ' || X, CASE WHEN MOD(X, 50) > 0 THEN X END FROM SYSTEM_RANGE(1, %d)
          """
              .formatted(ROWS));
      district.records.execute(
          """
          CREATE TABLE pupils (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
            legacy_id text NOT NULL, name text, grade integer NOT NULL)
          """);
      district.migration.run();
      long before = rowsRead(district);

      ValidationReport report = district.validate(ValidationOptions.everyRow());

      assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
      assertThat(rowsRead(district) - before).isLessThan((long) ROWS * ROWS / BATCH);
    }
  }

  /** How many rows of these tables were read, by all connections that are closed. */
  private static long rowsRead(PlainDistrict district) {
    district.awaitNoConnections();
    return Long.parseLong(
        district
            .records
            .query(
                """
                SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables
                WHERE relname IN ('pupils', 'id_mapping_int', 'id_mapping_text')
                """)
            .get(0));
  }
}
