package io.tributary.testing;

import io.tributary.run.Migration;
import io.tributary.run.RollbackResult;
import io.tributary.run.RollbackScope;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Two districts, a and c, and the two services they move into: grades that they share, staff that
 * refer to each other, students that are split over three tables, enrollments that refer to
 * students; and rooms, in a service of their own. Batches are of ten rows.
 */
public final class SchoolDistricts implements AutoCloseable {

  private static final String MANIFEST =
      """
      name: schools
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        batch: { rows: 10 }
        legacy: { user: sa, maxConnections: 4 }
      tenants:
        - { id: 0a000000-0000-4000-8000-00000000000a, name: a, zone: UTC, legacy: { url: "{{env:A_URL}}" } }
        - { id: 0a000000-0000-4000-8000-00000000000c, name: c, zone: UTC, legacy: { url: "{{env:C_URL}}" } }
      services:
        school: { url: "{{env:SCHOOL_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public, tenantSetting: app.tenant_id }
        building: { url: "{{env:BUILDING_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
        grade:
          service: school
          phase: 1
          scope: shared
          naturalKey: [ Code ]
          legacy: { table: dbo.Grade, key: Id }
          into: { grades: { code: Code } }
        staff:
          service: school
          phase: 1
          legacy: { table: dbo.Staff, key: Id }
          into:
            staff:
              name: Name
              boss_id: { from: BossId, ref: staff, deferred: true }
        student:
          service: school
          phase: 1
          legacy: { table: dbo.Student, key: Id }
          into:
            students:
              name: Name
              grade_id: { from: GradeId, ref: grade }
            student_details:
              student_id: { use: self }
              hobby: Hobby
            student_contacts:
              student_id: { use: self }
              each:
                - { when: [ Mother ], columns: { position: { constant: 1 }, name: Mother } }
                - { when: [ Father ], columns: { position: { constant: 2 }, name: Father } }
        enrollment:
          service: school
          phase: 1
          legacy: { table: dbo.Enrollment, key: Id }
          into:
            enrollments:
              student_id: { from: StudentId, ref: student }
              year: SchoolYear
        room:
          service: building
          phase: 1
          legacy: { table: dbo.Room, key: Id }
          into: { rooms: { name: Name } }
      """;

  /** The target tables of service school, parents first. */
  public static final List<String> TABLES =
      List.of("grades", "staff", "students", "student_details", "student_contacts", "enrollments");

  public final TestLegacy a = TestLegacy.create();
  public final TestLegacy c = TestLegacy.create();
  public final TestPostgres school;
  public final TestPostgres building;
  private final Path manifest;
  private final Path directory;

  /**
   * Districts of 50 students each; nothing is migrated yet.
   *
   * @param directory where the manifest is written
   */
  public SchoolDistricts(Path directory) {
    this(directory, TestPostgres.create(), TestPostgres.create());
    school.execute(
        "CREATE TABLE grades (id uuid PRIMARY KEY, code text NOT NULL UNIQUE)",
        """
        CREATE TABLE staff (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          name text, boss_id uuid REFERENCES staff)
        """,
        """
        CREATE TABLE students (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
          legacy_id bigint NOT NULL, name text, grade_id uuid REFERENCES grades)
        """,
        """
        CREATE TABLE student_details (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
          student_id uuid NOT NULL REFERENCES students, hobby text)
        """,
        """
        CREATE TABLE student_contacts (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
          student_id uuid NOT NULL REFERENCES students, position smallint, name text)
        """,
        """
        CREATE TABLE enrollments (id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
          legacy_id bigint NOT NULL, student_id uuid NOT NULL REFERENCES students, year integer)
        """);
    building.execute(
        """
        CREATE TABLE rooms (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          name text)
        """);
  }

  private SchoolDistricts(Path directory, TestPostgres school, TestPostgres building) {
    this.directory = directory;
    this.manifest = write(directory.resolve("schools.yaml"), MANIFEST);
    this.school = school;
    this.building = building;
    fill(a, 0);
    fill(c, 100);
  }

  /**
   * Districts that are migrated, in services of their own that nobody else sees: copies of those
   * that the JVM's first one migrated.
   *
   * @param directory where the manifest is written
   */
  public static SchoolDistricts migrated(Path directory) {
    return new SchoolDistricts(
        directory,
        TestPostgres.copyOf(Migrated.ONCE.districts.school),
        TestPostgres.copyOf(Migrated.ONCE.districts.building));
  }

  /** What the run said that {@link #migrated} districts were migrated by. */
  public static RunResult firstRun() {
    return Migrated.ONCE.run;
  }

  /** Student 45 has a grade that is not there, and so is a dead letter. */
  private static void fill(TestLegacy legacy, int offset) {
    legacy.execute(
        "CREATE TABLE dbo.Grade (Id INT PRIMARY KEY, Code NVARCHAR(10))",
        "CREATE TABLE dbo.Staff (Id INT PRIMARY KEY, Name NVARCHAR(50), BossId INT)",
        """
        CREATE TABLE dbo.Student (Id INT PRIMARY KEY, Name NVARCHAR(50), GradeId INT,
          Hobby NVARCHAR(50), Mother NVARCHAR(50), Father NVARCHAR(50))
        """,
        "CREATE TABLE dbo.Enrollment (Id INT PRIMARY KEY, StudentId INT, SchoolYear INT)",
        "CREATE TABLE dbo.Room (Id INT PRIMARY KEY, Name NVARCHAR(50))",
        "INSERT INTO dbo.Grade SELECT X + %d, 'G' || X FROM SYSTEM_RANGE(1, 3)".formatted(offset),
        """
        INSERT INTO dbo.Staff
        SELECT X, 'Staff ' || X, CASE MOD(X, 3) WHEN 0 THEN NULL WHEN 1 THEN MOD(X + 14, 30) + 1
                                 ELSE MOD(X + 5, 30) + 1 END
        FROM SYSTEM_RANGE(1, 30)
        """,
        """
        INSERT INTO dbo.Student
        SELECT X, 'Student ' || X, CASE X WHEN 45 THEN 999 ELSE MOD(X, 3) + 1 + %d END, 'Chess ' || X,
               CASE WHEN MOD(X, 2) = 0 THEN 'Mother ' || X END,
               CASE WHEN MOD(X, 4) = 0 THEN 'Father ' || X END
        FROM SYSTEM_RANGE(1, 50)
        """
            .formatted(offset),
        """
        INSERT INTO dbo.Enrollment SELECT X, X, 2020 FROM SYSTEM_RANGE(1, 40)
        """,
        "INSERT INTO dbo.Room SELECT X, 'Room ' || X FROM SYSTEM_RANGE(1, 15)");
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The migration of these districts. */
  public TestMigration migration() {
    return TestMigration.by(manifest).with(environment()).parallel(1);
  }

  private Map<String, String> environment() {
    return Map.of(
        "A_URL", a.url(),
        "C_URL", c.url(),
        "SCHOOL_URL", school.url(),
        "BUILDING_URL", building.url(),
        "PASSWORD", TestPostgres.ROLE);
  }

  /** The manifest as a file that needs nothing of the environment, for the command line. */
  public Path manifestFile() {
    String text = MANIFEST;
    for (Map.Entry<String, String> entry : environment().entrySet()) {
      text = text.replace("{{env:" + entry.getKey() + "}}", value(entry));
    }
    Path secret = write(directory.resolve("secret"), "a secret for tests");
    return write(
        directory.resolve("whole.yaml"),
        text.replace("{{env:TRIBUTARY_UUID_SECRET}}", "{{file:" + secret + "}}"));
  }

  private String value(Map.Entry<String, String> entry) {
    return entry.getKey().equals("PASSWORD")
        ? "{{file:" + write(directory.resolve("password"), entry.getValue()) + "}}"
        : entry.getValue();
  }

  /** Migrates everything. */
  public RunResult run() {
    return migration().run();
  }

  /** Rolls back, rows that others have a hand in left alone. */
  public RollbackResult rollback(RollbackScope scope) {
    return rollback(scope, false);
  }

  /** Rolls back. */
  public RollbackResult rollback(RollbackScope scope, boolean force) {
    try (Migration opened = migration().open()) {
      return opened.rollback(scope, "a test", force);
    }
  }

  /** What a rollback would do. */
  public RollbackResult preview(RollbackScope scope, boolean force) {
    try (Migration opened = migration().open()) {
      return opened.previewRollback(scope, force);
    }
  }

  /** The partitions of these entities in district c; of all entities if none is named. */
  public static RollbackScope inC(String... entities) {
    return RollbackScope.of(new Selection(Set.of(), Set.of(), Set.of("c"), Set.of(entities)));
  }

  /** Every target row of every table, as text, by table. */
  public Map<String, List<String>> target() {
    Map<String, List<String>> rows = new TreeMap<>();
    TABLES.forEach(table -> rows.put(table, all(school, table)));
    rows.put("rooms", all(building, "rooms"));
    return rows;
  }

  /** The rows of a district in every table that has a tenant. */
  public Map<String, List<String>> target(String district) {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String table : TABLES.subList(1, TABLES.size())) {
      rows.put(
          table,
          school.query(
              "SELECT t::text FROM %s t WHERE tenant_id = '%s' ORDER BY 1"
                  .formatted(table, tenant(district))));
    }
    return rows;
  }

  /** A district's UUID. */
  public static UUID tenant(String district) {
    return UUID.fromString("0a000000-0000-4000-8000-00000000000" + district);
  }

  private static List<String> all(TestPostgres service, String table) {
    return service.query("SELECT t::text FROM " + table + " t ORDER BY 1");
  }

  /** Everything in both services, the ledger and its sequences included. */
  public Map<String, List<String>> everything() {
    Map<String, List<String>> rows = new TreeMap<>();
    for (TestPostgres service : List.of(school, building)) {
      for (String relation :
          service.query(
              """
              SELECT oid::regclass::text || ' ' || relkind::text FROM pg_class
              WHERE relnamespace IN ('public'::regnamespace, 'migration'::regnamespace)
                AND relkind IN ('r', 'S')
              """)) {
        String[] parts = relation.split(" ", 2);
        rows.put(
            service.url() + " " + parts[0],
            parts[1].equals("S")
                ? service.query("SELECT last_value, is_called FROM " + parts[0])
                : all(service, parts[0]));
      }
    }
    return rows;
  }

  private record Migrated(SchoolDistricts districts, RunResult run) {

    static final Migrated ONCE = migrate();

    private static Migrated migrate() {
      try {
        Path directory = Files.createTempDirectory("schools");
        SchoolDistricts districts = new SchoolDistricts(directory);
        RunResult run = districts.run();
        Files.delete(districts.manifest);
        Files.delete(directory);
        return new Migrated(districts, run);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Both legacy databases, whole. */
  public List<List<String>> legacy() {
    return List.of(a.query("SCRIPT"), c.query("SCRIPT"));
  }

  /** The one value that a query on service school gives. */
  public String one(String sql) {
    return school.query(sql).get(0);
  }

  /** Runs statements on service school as the superuser. */
  public void asSuperuser(String... statements) {
    try (Connection connection = school.superuser();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    a.close();
    c.close();
    school.close();
    building.close();
  }
}
