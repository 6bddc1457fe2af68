package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.copy.TargetCatalog;
import io.tributary.copy.TargetTable;
import io.tributary.fault.Retries;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.LegacyDatabases;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
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

  private static final String ENTITIES =
      """
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

  @TempDir Path directory;
  private PlainDistrict district;
  private Map<String, TargetTable> tables;

  @BeforeEach
  void migrate() throws SQLException {
    district = new PlainDistrict(directory, ENTITIES);
    district.north.execute(
        "CREATE TABLE dbo.Pupil (Id INT PRIMARY KEY, Number INT, Name NVARCHAR(20))",
        "CREATE TABLE dbo.Visit (Id INT PRIMARY KEY, PupilId INT)",
        "INSERT INTO dbo.Pupil SELECT X, 11 - X, 'Pupil ' || X FROM SYSTEM_RANGE(1, 10)",
        "INSERT INTO dbo.Visit SELECT X, X FROM SYSTEM_RANGE(1, 10)");
    district.records.execute(
        """
        CREATE TABLE pupils (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          name text)
        """,
        """
        CREATE TABLE visits (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          pupil_id uuid)
        """);
    assertThat(district.migration.run().isComplete()).isTrue();
    try (Connection connection = connect()) {
      tables = TargetCatalog.read(connection, "public", Set.of("pupils", "visits"));
    }
  }

  @AfterEach
  void close() throws SQLException {
    district.close();
  }

  @Test
  void anotherNumberInTheColumnOfTheLegacyIdIsNotTakenForTheKey() {
    ValidationReport report = district.validate(new ValidationOptions(false, 100, 1));

    assertThat(Told.lines(report)).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void aPairThatIsRightTheSecondTimeIsNotToldOf() {
    whichLeadsNowhereUntilLook(2);

    Check check = join("7");

    assertThat(check.status()).isEqualTo(CheckStatus.PASSED);
    assertThat(check.rows()).isEqualTo(1);
    assertThat(district.records.query("SELECT last_value FROM looks")).containsExactly("2");
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
    district.records.execute(
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
    Manifest manifest = district.migration.manifest();
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
    return DriverManager.getConnection(
        district.records.url(), TestPostgres.ROLE, TestPostgres.ROLE);
  }
}
