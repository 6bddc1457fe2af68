package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.copy.TargetCatalog;
import io.tributary.copy.TargetTable;
import io.tributary.fault.Retries;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.LegacyDatabases;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pairs of rows are looked at twice, and a parent is known by what its row says it is. */
class JoinCheckTest {

  private static final String MANIFEST =
      """
      name: joined
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
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
          into: { pupils: { legacy_id: Number, name: Name } }
        visit:
          service: records
          phase: 1
          legacy: { table: dbo.Visit, key: Id }
          into: { visits: { pupil_id: { from: PupilId, ref: pupil } } }
      """;

  private final TestLegacy north = TestLegacy.create();
  private final TestPostgres records = TestPostgres.create();

  @TempDir Path directory;
  private TestMigration migration;
  private Map<String, TargetTable> tables;

  @BeforeEach
  void migrate() throws SQLException {
    north.execute(
        "CREATE TABLE dbo.Pupil (Id INT PRIMARY KEY, Number INT, Name NVARCHAR(20))",
        "CREATE TABLE dbo.Visit (Id INT PRIMARY KEY, PupilId INT)",
        "INSERT INTO dbo.Pupil SELECT X, 11 - X, 'Pupil ' || X FROM SYSTEM_RANGE(1, 10)",
        "INSERT INTO dbo.Visit SELECT X, X FROM SYSTEM_RANGE(1, 10)");
    records.execute(
        """
        CREATE TABLE pupils (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          name text)
        """,
        """
        CREATE TABLE visits (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          pupil_id uuid)
        """);
    migration =
        TestMigration.by(MANIFEST, directory)
            .with("NORTH_URL", north.url())
            .with("RECORDS_URL", records.url())
            .with("PASSWORD", TestPostgres.ROLE);
    assertThat(migration.run().isComplete()).isTrue();
    try (Connection connection = connect()) {
      tables = TargetCatalog.read(connection, "public", Set.of("pupils", "visits"));
    }
  }

  @AfterEach
  void close() throws SQLException {
    north.close();
    records.close();
  }

  @Test
  void anotherNumberInTheColumnOfTheLegacyIdIsNotTakenForTheKey() {
    ValidationReport report;
    try (Migration opened = migration.open()) {
      report =
          opened.validate(
              Selection.ALL,
              ValidationRequest.of(new ValidationOptions(false, 100, 1)),
              new RunListener() {});
    }

    assertThat(Told.lines(report)).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void aPairThatIsRightTheSecondTimeIsNotToldOf() {
    whichLeadsNowhereUntilLook(2);

    Check check = join("7");

    assertThat(check.status()).isEqualTo(CheckStatus.PASSED);
    assertThat(check.rows()).isEqualTo(1);
    assertThat(records.query("SELECT last_value FROM looks")).containsExactly("2");
  }

  @Test
  void aPairThatIsWrongBothTimesIsToldOfOnce() {
    whichLeadsNowhereUntilLook(100);

    Check check = join("7");

    assertThat(check.differences()).hasSize(1);
    assertThat(check.differenceCount()).isEqualTo(1);
    assertThat(check.rows()).isEqualTo(1);
  }

  /** A reference that the target is about to set: how often it was read counts, and not when. */
  private void whichLeadsNowhereUntilLook(int look) {
    records.execute(
        "CREATE SEQUENCE looks",
        "ALTER TABLE visits RENAME TO kept_visits",
        """
        CREATE VIEW visits AS
        SELECT id, tenant_id, legacy_id,
               CASE WHEN nextval('looks') >= %d THEN pupil_id END AS pupil_id
        FROM kept_visits
        """
            .formatted(look));
  }

  private Check join(String key) {
    Manifest manifest = migration.manifest();
    Tenant tenant = manifest.tenants().get(0);
    ComparedEntity visit =
        new ComparedEntity(manifest, manifest.entity("visit"), tenant, service -> tables);
    try (TenantSessions sessions = new TenantSessions(manifest, tenant, name -> this::connect);
        LegacyDatabases legacy =
            new LegacyDatabases(manifest, Retries.NONE, Duration.ofMinutes(1))) {
      LedgerEvidence ledger =
          sessions
              .of("records")
              .look(connection -> LedgerEvidence.of(connection, visit.entity(), tenant))
              .orElseThrow();
      List<Check> checks =
          new JoinCheck(visit, ledger, sessions, legacy.of(tenant)).checks(List.of(key));
      assertThat(checks).hasSize(1);
      return checks.get(0);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(records.url(), TestPostgres.ROLE, TestPostgres.ROLE);
  }
}
