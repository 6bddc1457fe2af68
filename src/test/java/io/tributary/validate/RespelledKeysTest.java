package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Legacy writes keys otherwise than when they were migrated; to its collation they are the same.
 */
class RespelledKeysTest {

  @TempDir Path directory;
  private PlainDistrict district;

  @BeforeEach
  void migrate() {
    district =
        new PlainDistrict(
            directory,
            """
            code:
              service: records
              phase: 1
              batch: { rows: 5, bytes: 4KB }
              legacy: { table: dbo.Code, key: Code }
              into: { codes: { code: Code, name: Name } }
            """);
    district.north.execute(
        "CREATE TABLE dbo.Code (Code VARCHAR_IGNORECASE(20) PRIMARY KEY, Name NVARCHAR(9000))",
        "INSERT INTO dbo.Code SELECT 'code' || X, REPEAT('n', 9000) FROM SYSTEM_RANGE(1, 5)");
    district.records.execute(
        "CREATE TABLE codes (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, code text, name text)");
    district.migration.run();
    assertThat(Told.lines(district.validate(ValidationOptions.everyRow()))).isEmpty();
    district.north.execute(
        "DELETE FROM dbo.Code WHERE Code IN ('code2', 'code3')",
        "INSERT INTO dbo.Code SELECT 'CODE' || X, REPEAT('n', 9000) FROM SYSTEM_RANGE(2, 3)");
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void areDifferencesAndNoFailure() {
    for (ValidationOptions options :
        List.of(ValidationOptions.everyRow(), new ValidationOptions(false, 100, 1))) {
      ValidationReport report = district.validate(options);

      assertThat(Told.lines(report))
          .noneMatch(line -> line.contains("failed:"))
          .anyMatch(line -> line.contains("MISSING") && line.contains("key CODE3:"));
      assertThat(report.verdict()).isEqualTo(Verdict.DIFFERENT);
    }
  }

  /** Each row alone fills a batch, so that the rows of one question come in several. */
  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void areRepairedOnce() {
    district.validate(ValidationOptions.everyRow());

    try (Migration opened = district.migration.open()) {
      opened.repair(Optional.empty(), false, new RunListener() {});
    }

    assertThat(district.records.query("SELECT code FROM codes WHERE code < 'a' ORDER BY 1"))
        .containsExactly("CODE2", "CODE3");
  }
}
