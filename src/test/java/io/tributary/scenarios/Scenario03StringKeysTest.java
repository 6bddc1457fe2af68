package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Legacy decides which strings are the same key: those that differ in trailing blanks, for one. */
class Scenario03StringKeysTest {

  private static final String MANIFEST =
      """
      name: string-keys
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      tenants:
        - id: 6c0e2f1a-2d39-4a55-8f1d-0d9a3b1c4e01
          name: district
          zone: UTC
          legacy: { url: "{{env:LEGACY_URL}}", user: sa, password: "{{env:LEGACY_PASSWORD}}" }
      services:
        main: { url: "{{env:TARGET_URL}}", user: tributary_test, password: "{{env:TARGET_PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
        reason:
          service: main
          phase: 1
          legacy: { table: dbo.Reason, key: Code }
          into: { reasons: { code: { from: Code, clean: [ trim-right ] } } }
        absence:
          service: main
          phase: 1
          legacy: { table: dbo.Absence, key: Id }
          into: { absences: { reason_id: { from: ReasonCode, ref: reason } } }
      """;

  @TempDir Path directory;

  @Test
  void aReferenceWithOtherTrailingBlanksReachesItsParent() throws Exception {
    try (TestLegacy legacy = TestLegacy.create();
        TestPostgres target = TestPostgres.create()) {
      // H2 pads CHAR when it compares, as SQL Server pads every string.
      legacy.execute(
          "CREATE TABLE [dbo].[Reason] ([Code] NCHAR(8) PRIMARY KEY)",
          "INSERT INTO [dbo].[Reason] VALUES ('SICK'), ('BUS')",
          "CREATE TABLE [dbo].[Absence] ([Id] INT PRIMARY KEY, [ReasonCode] NCHAR(12))",
          "INSERT INTO [dbo].[Absence] VALUES (1, 'SICK'), (2, 'BUS '), (3, NULL), (4, 'SIC K')");
      target.execute(
          "CREATE TABLE reasons (id uuid PRIMARY KEY, tenant_id uuid, legacy_id text, code text)",
          """
          CREATE TABLE absences (
            id uuid PRIMARY KEY, tenant_id uuid, legacy_id int, reason_id uuid REFERENCES reasons)
          """);

      Path routes = TestMigration.copyRoutes(directory);
      Files.delete(routes.resolve("entities/assessment-result.camel.yaml"));
      TestMigration.by(MANIFEST, directory)
          .routes(routes)
          .with("LEGACY_URL", legacy.url())
          .with("LEGACY_PASSWORD", "")
          .with("TARGET_URL", target.url())
          .with("TARGET_PASSWORD", TestPostgres.ROLE)
          .run();

      assertThat(
              legacy.query(
                  "SELECT DISTINCT CHAR_LENGTH([ReasonCode]) - CHAR_LENGTH([Code])"
                      + " FROM [dbo].[Absence] JOIN [dbo].[Reason] ON [Code] = [ReasonCode]"))
          .containsExactly("4");
      assertThat(
              target.query(
                  """
                  SELECT a.legacy_id, r.code FROM absences a LEFT JOIN reasons r ON r.id = a.reason_id
                  ORDER BY 1
                  """))
          .containsExactly("1|SICK", "2|BUS", "3|∅");
      assertThat(target.query("SELECT legacy_key, reason, column_name FROM migration.dead_letter"))
          .containsExactly("4|MISSING_PARENT|reason_id");
    }
  }
}
