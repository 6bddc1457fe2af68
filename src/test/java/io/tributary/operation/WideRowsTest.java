package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestPostgres;
import io.tributary.testing.TributaryProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory is bounded in bytes: rows of megabytes go through a small heap, several tables at once.
 */
class WideRowsTest {

  private static final int ROWS = 5;
  private static final int CHARACTERS = 5 << 20;

  private static final String MANIFEST =
      """
      name: wide
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      tenants:
        - id: 6f0c8d53-0b68-4d3c-9e07-0c1c2f1d7a01
          name: district-a
          zone: America/New_York
          legacy: { url: "{{env:LEGACY_URL}}", user: sa }
      services:
        notes: { url: "{{env:TARGET_URL}}", user: tributary_test, password: "{{env:TARGET_PASSWORD}}" }
      phases: { 1: Notes }
      entities:
        note:
          service: notes
          phase: 1
          legacy: { table: dbo.Note, key: Id }
          into: { notes: { body: Body } }
        letter:
          service: notes
          phase: 1
          legacy: { table: dbo.Letter, key: Id }
          into: { letters: { body: Body } }
      """;

  @Test
  void rowsOfFiveMegabytesInEachOfTwoTablesGoThroughTheHeapOfATestProcess(@TempDir Path directory)
      throws Exception {
    try (TestLegacy legacy = TestLegacy.create();
        TestPostgres service = TestPostgres.create()) {
      for (String table : new String[] {"Note", "Letter"}) {
        legacy.execute(
            "CREATE TABLE dbo." + table + " (Id INT PRIMARY KEY, Body NVARCHAR(MAX))",
            "INSERT INTO dbo.%s SELECT X, REPEAT('x', %d) FROM SYSTEM_RANGE(1, %d)"
                .formatted(table, CHARACTERS, ROWS));
        service.execute(
            "CREATE TABLE "
                + (table + "s").toLowerCase(java.util.Locale.ROOT)
                + " (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint, body text)");
      }
      Path manifest = Files.writeString(directory.resolve("wide.yaml"), MANIFEST);

      TributaryProcess process =
          TributaryProcess.start(
              directory,
              Map.of(
                  "TRIBUTARY_UUID_SECRET",
                  "a secret for tests",
                  "LEGACY_URL",
                  legacy.servedUrl(),
                  "TARGET_URL",
                  service.url(),
                  "TARGET_PASSWORD",
                  TestPostgres.ROLE),
              "run",
              manifest.toString(),
              "--routes",
              Path.of("routes").toAbsolutePath().toString(),
              "--parallel",
              "2");

      int status = process.exitStatus(Duration.ofMinutes(3));
      assertThat(status).as("%s\n%s", process.out(), process.err()).isZero();
      for (String table : new String[] {"notes", "letters"}) {
        assertThat(service.query("SELECT count(*), min(length(body)) FROM " + table))
            .containsExactly(ROWS + "|" + CHARACTERS);
      }
      assertThat(service.query("SELECT max(rows_read) FROM migration.batch_state"))
          .as("cut by its bytes, no batch has more than two rows")
          .containsExactly("2");
    }
  }
}
