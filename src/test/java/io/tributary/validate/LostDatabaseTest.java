package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.PostgresProxy;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is lost in the middle of a validation is told at once, and waited for a while. */
class LostDatabaseTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final String MANIFEST =
      """
      name: lost
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        batch: { rows: 10 }
        legacy: { user: sa, maxConnections: 2 }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: north, zone: America/Chicago, legacy: { url: "{{env:NORTH_URL}}" } }
      services:
        control: { url: "{{env:CONTROL_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public }
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
        pupil:
          service: records
          phase: 1
          legacy: { table: dbo.Pupil, key: Id }
          into: { pupils: { name: Name } }
        visit:
          service: records
          phase: 1
          legacy: { table: dbo.Visit, key: Id }
          into: { visits: { name: Name } }
      """;

  private final TestLegacy north = TestLegacy.create();
  private final TestPostgres control = TestPostgres.create();
  private final TestPostgres records = TestPostgres.create();
  private final Map<String, Instant> unanswered = new ConcurrentHashMap<>();
  private PostgresProxy network;

  @TempDir Path directory;
  private TestMigration migration;

  @BeforeEach
  void migrate() throws IOException {
    for (String table : List.of("Pupil", "Visit")) {
      north.execute(
          "CREATE TABLE dbo.%s (Id INT PRIMARY KEY, Name NVARCHAR(20))".formatted(table),
          "INSERT INTO dbo.%s SELECT X, 'Name ' || X FROM SYSTEM_RANGE(1, 50)".formatted(table));
      records.execute(
          """
          CREATE TABLE %ss (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
            name text)
          """
              .formatted(table));
    }
    network = new PostgresProxy(TestPostgres.port());
    migration =
        TestMigration.by(MANIFEST, directory)
            .with("NORTH_URL", north.url())
            .with("CONTROL_URL", control.url())
            .with(
                "RECORDS_URL",
                records.url().replace(":" + TestPostgres.port(), ":" + network.port()))
            .with("PASSWORD", TestPostgres.ROLE)
            .queryTimeout(PATIENCE)
            .parallel(1);
    migration.run();
  }

  @AfterEach
  void close() throws SQLException {
    network.close();
    north.close();
    control.close();
    records.close();
  }

  @Test
  void oneThatStaysAwayIsToldAndGivenUpInTheTimeThatTheOperatorHasSet() {
    ValidationReport report = validate(network::close);

    assertThat(unanswered).containsOnlyKeys("records");
    assertThat(unanswered.get("records")).isBefore(Instant.now().plus(PATIENCE));
    assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
    assertThat(report.entities())
        .hasSize(2)
        .allSatisfy(
            findings ->
                assertThat(findings.failure().orElseThrow())
                    .contains("TRB-0606", "records cannot be reached"));
  }

  @Test
  void oneThatIsBackAtOnceCostsNothingButTheBeginning() {
    ValidationReport report = validate(network::cutAll);

    assertThat(Told.lines(report)).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(report.entities()).allSatisfy(one -> assertThat(one.rows()).isEqualTo(50));
  }

  /** Every row; that is done to the service once, after the first batch. */
  private ValidationReport validate(Runnable damage) {
    AtomicBoolean isDone = new AtomicBoolean();
    try (Migration opened = migration.open()) {
      return opened.validate(
          Selection.ALL,
          ValidationRequest.of(ValidationOptions.everyRow()),
          new RunListener() {
            @Override
            public void committed(io.tributary.batch.Checkpoint checkpoint) {
              if (isDone.compareAndSet(false, true)) {
                damage.run();
              }
            }

            @Override
            public void unanswered(String where, Instant until) {
              unanswered.put(where, until);
            }
          });
    }
  }
}
