package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two entities fill one table: the rows of the one do not make up for those of the other. */
class SharedTableTest {

  private static final String MANIFEST =
      """
      name: staff
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        legacy: { user: sa, maxConnections: 2 }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: north, zone: America/Chicago, legacy: { url: "{{env:NORTH_URL}}" } }
      services:
        people: { url: "{{env:PEOPLE_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
        teacher:
          service: people
          phase: 1
          legacy: { table: dbo.Teacher, key: Id }
          into: { staff: { name: Name } }
        aide:
          service: people
          phase: 1
          legacy: { table: dbo.Aide, key: Id }
          into: { staff: { name: Name } }
      """;

  @TempDir Path directory;

  @Test
  void twoTeachersThatAreGoneAreMissedThoughTwoAidesMakeTheNumberGood() throws Exception {
    try (TestLegacy north = TestLegacy.create();
        TestPostgres people = TestPostgres.create()) {
      north.execute(
          "CREATE TABLE dbo.Teacher (Id INT PRIMARY KEY, Name NVARCHAR(20))",
          "CREATE TABLE dbo.Aide (Id INT PRIMARY KEY, Name NVARCHAR(20))",
          "INSERT INTO dbo.Teacher SELECT X, 'Teacher ' || X FROM SYSTEM_RANGE(1, 3)",
          "INSERT INTO dbo.Aide SELECT X, 'Aide ' || X FROM SYSTEM_RANGE(11, 12)");
      people.execute(
          """
          CREATE TABLE staff (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
            legacy_id bigint NOT NULL, name text)
          """);
      TestMigration migration =
          TestMigration.by(MANIFEST, directory)
              .with("NORTH_URL", north.url())
              .with("PEOPLE_URL", people.url())
              .with("PASSWORD", TestPostgres.ROLE);
      migration.run();
      people.execute("DELETE FROM staff WHERE legacy_id IN (2, 3)");

      ValidationReport report;
      try (Migration opened = migration.open()) {
        report =
            opened.validate(
                Selection.ALL,
                ValidationRequest.of(ValidationOptions.everyRow()),
                new RunListener() {});
      }

      assertThat(Told.lines(report))
          .filteredOn(line -> line.contains("UNIQUENESS") && line.contains("MISSING"))
          .hasSize(2);
    }
  }
}
