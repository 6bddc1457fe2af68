package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two entities fill one table: the rows of the one do not make up for those of the other. */
class SharedTableTest {

  private static final ValidationOptions FULL = ValidationOptions.everyRow();
  private static final ValidationOptions ONE = new ValidationOptions(false, 1, 1);

  @TempDir Path directory;
  private PlainDistrict district;

  @BeforeEach
  void migrate() {
    district =
        new PlainDistrict(
            directory,
            """
            teacher:
              service: records
              phase: 1
              legacy: { table: dbo.Teacher, key: Id }
              into: { staff: { name: Name } }
            aide:
              service: records
              phase: 1
              legacy: { table: dbo.Aide, key: Id }
              into: { staff: { name: Name } }
            """);
    district.north.execute(
        "CREATE TABLE dbo.Teacher (Id INT PRIMARY KEY, Name NVARCHAR(20))",
        "CREATE TABLE dbo.Aide (Id INT PRIMARY KEY, Name NVARCHAR(20))",
        "INSERT INTO dbo.Teacher SELECT X, 'Teacher ' || X FROM SYSTEM_RANGE(1, 3)",
        "INSERT INTO dbo.Aide SELECT X, 'Aide ' || X FROM SYSTEM_RANGE(11, 12)");
    district.records.execute(
        """
        CREATE TABLE staff (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
          legacy_id bigint NOT NULL, name text)
        """);
    district.migration.run();
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void isProvenWhereNothingIsDamaged() {
    for (ValidationOptions options : new ValidationOptions[] {FULL, ONE}) {
      ValidationReport report = district.validate(options);

      assertThat(Told.lines(report)).isEmpty();
      assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    }
  }

  @Test
  void twoTeachersThatAreGoneAreMissedThoughTwoAidesMakeTheNumberGood() {
    district.records.execute("DELETE FROM staff WHERE legacy_id IN (2, 3)");

    ValidationReport report = district.validate(FULL);

    assertThat(Told.lines(report))
        .filteredOn(line -> line.contains("UNIQUENESS") && line.contains("MISSING"))
        .hasSize(2);
  }

  @Test
  void namesThatTeachersAndAidesHaveExchangedAreFoundWithoutAMapper() {
    district.records.execute(
        """
        UPDATE staff SET name = CASE WHEN legacy_id > 10 THEN 'Teacher 9' ELSE 'Aide 9' END
        WHERE legacy_id IN (3, 11)
        """);

    assertThat(Told.lines(district.validate(ONE)))
        .anyMatch(line -> line.startsWith("teacher/north AGGREGATES AGGREGATE staff.name"))
        .anyMatch(line -> line.startsWith("aide/north AGGREGATES AGGREGATE staff.name"));
  }
}
