package io.tributary.validate;

import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two districts of 40 pupils, migrated into two services, to be damaged and put right again: no
 * foreign key stands in the way. Service campus is closed by row-level security. The mapper refuses
 * pupil 39, whose grade is not there, and PostgreSQL refuses pupil 38, whose hobby is another's.
 */
final class ProvenDistricts implements AutoCloseable {

  static final String NORTH = "0a000000-0000-4000-8000-000000000001";
  static final String SOUTH = "0a000000-0000-4000-8000-000000000002";

  private static final String MANIFEST =
      """
      name: proven
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        batch: { rows: 15 }
        legacy: { user: sa, maxConnections: 4 }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: north, zone: America/Chicago, legacy: { url: "{{env:NORTH_URL}}" } }
        - { id: 0a000000-0000-4000-8000-000000000002, name: south, zone: America/New_York, legacy: { url: "{{env:SOUTH_URL}}" } }
      services:
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public }
        campus: { url: "{{env:CAMPUS_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public, tenantSetting: app.tenant_id }
      phases: { 1: All }
      entities:
        grade:
          service: records
          phase: 1
          scope: shared
          naturalKey: [ Code ]
          legacy: { table: dbo.Grade, key: Id }
          into: { grades: { code: Code, name: Name } }
        school:
          service: campus
          phase: 1
          legacy: { table: dbo.School, key: Id }
          load: upsert
          into: { schools: { name: Name } }
        pupil:
          service: records
          phase: 1
          legacy: { table: dbo.Pupil, key: Id }
          into:
            pupils:
              name: Name
              nick: { from: Nick, clean: [ trim, blank-to-null ] }
              note: Note
              gpa: Gpa
              raw_score: RawScore
              max_score: MaxScore
              archived: { from: IsActive, as: boolean, negate: true }
              created_at: { from: CreatedOn, as: timestamptz }
              grade_id: { from: GradeId, ref: grade }
              school_id: { from: SchoolId, ref: school }
              friend_id: { from: FriendId, ref: pupil, deferred: true }
            pupil_details:
              pupil_id: { use: self }
              hobby: Hobby
            pupil_contacts:
              pupil_id: { use: self }
              each:
                - { when: [ Mother ], columns: { position: { constant: 1 }, name: Mother } }
                - { when: [ Father ], columns: { position: { constant: 2 }, name: Father } }
        visit:
          service: records
          phase: 1
          legacy: { table: dbo.Visit, key: Id }
          into:
            visits:
              pupil_id: { from: PupilId, ref: pupil }
              seen_at: { from: SeenAt, as: timestamptz }
      """;

  private static final List<String> TABLES =
      List.of(
          "public.grades",
          "public.pupils",
          "public.pupil_details",
          "public.pupil_contacts",
          "public.visits",
          "migration.id_mapping_int");

  final TestLegacy north = TestLegacy.create();
  final TestLegacy south = TestLegacy.create();
  final TestPostgres records = TestPostgres.create();
  final TestPostgres campus = TestPostgres.create();
  private final TestMigration migration;
  private @Nullable SavedTables saved;

  /** Migrates by these routes. */
  ProvenDistricts(Path directory, Path routes) {
    fill(north, 0);
    fill(south, 1000);
    records.execute(
        "CREATE TABLE grades (id uuid PRIMARY KEY, code text NOT NULL, name text)",
        """
        CREATE TABLE pupils (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          name varchar(60) NOT NULL, nick text, note text, gpa numeric(9,4), raw_score integer,
          max_score integer, archived boolean NOT NULL, created_at timestamptz, grade_id uuid,
          school_id uuid, friend_id uuid)
        """,
        """
        CREATE TABLE pupil_details (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
          pupil_id uuid NOT NULL, hobby text, UNIQUE (tenant_id, hobby))
        """,
        """
        CREATE TABLE pupil_contacts (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
          pupil_id uuid NOT NULL, position smallint, name text)
        """,
        """
        CREATE TABLE visits (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          pupil_id uuid, seen_at timestamptz)
        """);
    campus.execute(
        """
        CREATE TABLE schools (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
          legacy_id bigint NOT NULL, name text)
        """,
        "ALTER TABLE schools ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE schools FORCE ROW LEVEL SECURITY",
        """
        CREATE POLICY own ON schools
          USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid)
        """);
    migration = migration(MANIFEST, directory).routes(routes);
  }

  private TestMigration migration(String manifest, Path directory) {
    return TestMigration.by(manifest, directory)
        .with("NORTH_URL", north.url())
        .with("SOUTH_URL", south.url())
        .with("RECORDS_URL", records.url())
        .with("CAMPUS_URL", campus.url())
        .with("PASSWORD", TestPostgres.ROLE);
  }

  /** The same migration by a manifest that says this, too. */
  TestMigration migrationThatSays(String more, Path directory) {
    return migration(MANIFEST.replace("phases:", more + "\nphases:"), directory);
  }

  private static void fill(TestLegacy legacy, int offset) {
    legacy.execute(
        "CREATE TABLE dbo.Grade (Id INT PRIMARY KEY, Code NVARCHAR(10), Name NVARCHAR(20))",
        "CREATE TABLE dbo.School (Id INT PRIMARY KEY, Name NVARCHAR(50))",
        """
        CREATE TABLE dbo.Pupil (Id INT PRIMARY KEY, Name NVARCHAR(60), Nick NVARCHAR(20),
          Note NVARCHAR(50), Gpa DECIMAL(9, 4), RawScore INT, MaxScore INT, IsActive BIT,
          CreatedOn DATETIME2(3), GradeId INT, SchoolId INT, FriendId INT, Hobby NVARCHAR(50),
          Mother NVARCHAR(50), Father NVARCHAR(50))
        """,
        "CREATE TABLE dbo.Visit (Id INT PRIMARY KEY, PupilId INT, SeenAt DATETIME2(3))",
        "INSERT INTO dbo.Grade SELECT X + %d, 'G' || X, 'Grade ' || X FROM SYSTEM_RANGE(1, 3)"
            .formatted(offset),
        "INSERT INTO dbo.School SELECT X, 'School ' || X FROM SYSTEM_RANGE(1, 4)",
        """
        INSERT INTO dbo.Pupil
        SELECT X, 'Pupil number ' || X, ' nick' || X || ' ', CASE WHEN MOD(X, 5) > 0 THEN 'Note' || X ELSE '' END,
               X * 1.0625, X, 100 + X, CASE WHEN MOD(X, 3) = 0 THEN 0 ELSE 1 END,
               DATEADD(DAY, X * 9, TIMESTAMP '2020-01-15 08:30:00.123'),
               CASE X WHEN 39 THEN 9999 ELSE MOD(X, 3) + 1 + %d END, MOD(X, 4) + 1,
               CASE WHEN MOD(X, 2) = 0 THEN 39 - X / 2 - 18 END,
               'Chess ' || CASE X WHEN 38 THEN 37 ELSE X END,
               CASE WHEN MOD(X, 2) = 0 THEN 'Mother ' || X END,
               CASE WHEN MOD(X, 4) = 0 THEN 'Father ' || X END
        FROM SYSTEM_RANGE(1, 40)
        """
            .formatted(offset),
        """
        INSERT INTO dbo.Visit
        SELECT X, X, DATEADD(DAY, X * 9, TIMESTAMP '2021-02-01 10:00:00') FROM SYSTEM_RANGE(1, 30)
        """);
  }

  /** Migrates everything, and keeps a copy of service records for {@link #restore}. */
  void migrate() {
    migration.run();
    saved = SavedTables.of(records, TABLES);
  }

  /** Puts service records back as it was after the migration, and forgets its validations. */
  void restore() {
    Objects.requireNonNull(saved).restore();
    records.execute(
        "DELETE FROM migration.validation_result",
        "DELETE FROM migration.validation",
        "DELETE FROM migration.deleted_row");
  }

  TestMigration migration() {
    return migration;
  }

  /** Validates everything. */
  ValidationReport validate(ValidationOptions options) {
    return validate(options, new RunListener() {});
  }

  /** Validates everything, and tells somebody. */
  ValidationReport validate(ValidationOptions options, RunListener listener) {
    try (Migration opened = migration.open()) {
      return opened.validate(Selection.ALL, ValidationRequest.of(options), listener);
    }
  }

  /** Validates a part. */
  ValidationReport validate(Selection selection, ValidationOptions options) {
    try (Migration opened = migration.open()) {
      return opened.validate(selection, ValidationRequest.of(options), new RunListener() {});
    }
  }

  /** Runs a statement on service campus, whatever row-level security says. */
  void onCampus(String sql) throws SQLException {
    try (Connection superuser = campus.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    north.close();
    south.close();
    records.close();
    campus.close();
  }
}
