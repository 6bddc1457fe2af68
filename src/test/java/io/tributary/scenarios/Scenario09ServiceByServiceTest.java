package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.Problem;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestPostgres;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * Scenario 9: identity and configuration first, student data later, each service by itself; one of
 * the two is closed by row-level security.
 */
class Scenario09ServiceByServiceTest {

  private static final Map<String, Integer> STUDENTS = Map.of("district-a", 300, "district-b", 170);
  private static final Selection PHASE_1 = new Selection(Set.of(1), Set.of(), Set.of(), Set.of());
  private static final Selection PHASE_2 = new Selection(Set.of(2), Set.of(), Set.of(), Set.of());

  private static final String ENTITIES =
      """
      setting:
        service: identity
        phase: 1
        load: upsert
        legacy: { table: dbo.Setting, key: Code }
        into:
          settings: { code: Code, value: Value }
      school:
        service: identity
        phase: 1
        legacy: { table: dbo.School, key: Id }
        into:
          schools: { name: Name }
      staff:
        service: identity
        phase: 1
        legacy: { table: dbo.Staff, key: Id }
        batch: { rows: 8 }
        into:
          staff:
            name: Name
            school_id: { from: SchoolId, ref: school }
            supervisor_id: { from: SupervisorId, ref: staff, deferred: true }
      grade:
        service: students
        phase: 1
        scope: shared
        naturalKey: [ Code ]
        legacy: { table: dbo.Grade, key: Id }
        into:
          grade_levels: { code: Code }
      student:
        service: students
        phase: 2
        legacy: { table: dbo.Student, key: Id }
        batch: { rows: 64 }
        into:
          students:
            name: Name
            school_id: { from: SchoolId, ref: school }
            counselor_id: { from: CounselorId, ref: staff }
            grade_id: { from: GradeId, ref: grade }
      """;

  @TempDir private Path directory;
  private Stage stage;
  private TestPostgres identity;
  private TestPostgres students;

  @BeforeEach
  void buildTwoDistrictsAndTwoServices() {
    stage = new Stage(directory).entities(ENTITIES);
    district("district-a");
    district("district-b");
    identity = stage.service("identity", "identity", ", tenantSetting: app.tenant_id");
    identity.execute(
        "CREATE SCHEMA identity",
        """
        CREATE TABLE identity.settings (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id text NOT NULL, code text,
          value text)
        """,
        """
        CREATE TABLE identity.schools (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL, name text)
        """,
        """
        CREATE TABLE identity.staff (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL, name text,
          school_id uuid NOT NULL REFERENCES identity.schools,
          supervisor_id uuid REFERENCES identity.staff)
        """,
        Way.closed("identity.settings"),
        Way.closed("identity.schools"),
        Way.closed("identity.staff"));
    students = stage.service("students", "student", "");
    students.execute(
        "CREATE SCHEMA student",
        "CREATE TABLE student.grade_levels (id uuid PRIMARY KEY, code text UNIQUE)",
        """
        CREATE TABLE student.students (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL, name text,
          school_id uuid NOT NULL, counselor_id uuid NOT NULL,
          grade_id uuid NOT NULL REFERENCES student.grade_levels)
        """);
  }

  /** Both districts use the same keys; the grades have other keys in each. */
  private void district(String name) {
    TestLegacy legacy = stage.district(name, "America/Chicago");
    legacy.execute(
        "CREATE TABLE [dbo].[Setting] ([Code] VARCHAR(20) NOT NULL PRIMARY KEY, [Value] NVARCHAR(50))",
        "CREATE TABLE [dbo].[School] ([Id] INT NOT NULL PRIMARY KEY, [Name] NVARCHAR(50))",
        """
        CREATE TABLE [dbo].[Staff] (
          [Id] INT NOT NULL PRIMARY KEY, [Name] NVARCHAR(50), [SchoolId] INT, [SupervisorId] INT)
        """,
        "CREATE TABLE [dbo].[Grade] ([Id] INT NOT NULL PRIMARY KEY, [Code] VARCHAR(5) NOT NULL)",
        """
        CREATE TABLE [dbo].[Student] (
          [Id] INT NOT NULL PRIMARY KEY, [Name] NVARCHAR(50), [SchoolId] INT, [CounselorId] INT,
          [GradeId] INT)
        """,
        "INSERT INTO [dbo].[Setting] VALUES ('calendar', '%1$s'), ('bell', '8:15')".formatted(name),
        "INSERT INTO [dbo].[School] SELECT n, '%s school ' || n FROM SYSTEM_RANGE(1, 5) AS r(n)"
            .formatted(name),
        """
        INSERT INTO [dbo].[Staff]
        SELECT n, '%s staff ' || n, MOD(n, 5) + 1, CASE WHEN n > 1 THEN 31 - n END
          FROM SYSTEM_RANGE(1, 30) AS r(n)
        """
            .formatted(name),
        "INSERT INTO [dbo].[Grade] SELECT n + %d, 'G' || n FROM SYSTEM_RANGE(1, 12) AS r(n)"
            .formatted(STUDENTS.get(name)),
        """
        INSERT INTO [dbo].[Student]
        SELECT n, '%1$s student ' || n, MOD(n, 5) + 1, MOD(n, 30) + 1, MOD(n, 12) + 1 + %2$d
          FROM SYSTEM_RANGE(1, %2$d) AS r(n)
        """
            .formatted(name, STUDENTS.get(name)));
  }

  @AfterEach
  void close() throws SQLException {
    stage.close();
  }

  private void runAfterARehearsal(Selection selection) {
    RunResult rehearsal = stage.dryRun(selection);
    RunResult run = stage.run(selection);

    assertThat(rehearsal.isComplete()).isTrue();
    assertThat(run.isComplete()).isTrue();
    assertThat(run.accounting().read()).isEqualTo(rehearsal.accounting().read());
  }

  /** That the districts stay as they were is the stage's to see, in every run. */
  @Test
  void phaseOneMovesIdentityAndConfigurationAndLeavesStudentsToPhaseTwo() {
    runAfterARehearsal(PHASE_1);

    assertThat(identityRows()).containsExactly("settings|4", "schools|10", "staff|60");
    assertThat(students.query("SELECT count(*) FROM student.grade_levels")).containsExactly("12");
    assertThat(students.query("SELECT count(*) FROM student.students")).containsExactly("0");
    assertThat(students.query("SELECT DISTINCT entity_type FROM migration.batch_state"))
        .containsExactly("grade");
    assertThat(students.query("SELECT DISTINCT entity_type FROM migration.legacy_id_mapping"))
        .containsExactly("grade");
    var identityAfterPhaseOne = DatabaseContents.of(identity);

    runAfterARehearsal(PHASE_2);

    everyStudentIsThere();
    assertThat(DatabaseContents.of(identity)).isEqualTo(identityAfterPhaseOne);
  }

  private List<String> identityRows() {
    return DatabaseContents.query(
        identity,
        """
        SELECT 'settings', count(*) FROM identity.settings
        UNION ALL SELECT 'schools', count(*) FROM identity.schools
        UNION ALL SELECT 'staff', count(*) FROM identity.staff
        """);
  }

  /** With the references that legacy has, to rows of the other service and of its own tenant. */
  private void everyStudentIsThere() {
    STUDENTS.forEach(
        (district, number) -> {
          UUID tenant = stage.tenant(district);
          List<String> schools = ids("schools", tenant);
          List<String> staff = ids("staff", tenant);
          assertThat(schools).hasSize(5);
          assertThat(staff).hasSize(30);
          List<String> found =
              students.query(
                  """
                  SELECT s.legacy_id, s.name, s.school_id, s.counselor_id, g.code
                    FROM student.students s JOIN student.grade_levels g ON g.id = s.grade_id
                   WHERE s.tenant_id = '%s'
                   ORDER BY s.legacy_id
                  """
                      .formatted(tenant));
          assertThat(found).hasSize(number);
          for (int n = 1; n <= number; n++) {
            assertThat(found.get(n - 1))
                .isEqualTo(
                    "%d|%s student %d|%s|%s|G%d"
                        .formatted(
                            n, district, n, schools.get(n % 5), staff.get(n % 30), n % 12 + 1));
          }
        });
  }

  private List<String> ids(String table, UUID tenant) {
    return DatabaseContents.query(
        identity,
        "SELECT id FROM identity.%s WHERE tenant_id = '%s' ORDER BY legacy_id"
            .formatted(table, tenant));
  }

  @Test
  void phaseTwoBeforePhaseOneIsRefusedAndSaysWhatToDo() {
    List<Problem> problems = stage.refusal(PHASE_2);

    assertThat(problems)
        .extracting(problem -> problem.where() + " " + problem.message())
        .containsExactlyInAnyOrder(
            "student/district-a depends on grade/district-a, which is not complete",
            "student/district-a depends on school/district-a, which is not complete",
            "student/district-a depends on staff/district-a, which is not complete",
            "student/district-b depends on grade/district-b, which is not complete",
            "student/district-b depends on school/district-b, which is not complete",
            "student/district-b depends on staff/district-b, which is not complete");
    assertThat(problems)
        .allSatisfy(
            problem -> {
              assertThat(problem.code().id()).isEqualTo("TRB-0602");
              assertThat(problem.hint()).startsWith("Run phase 1 first, or select ");
            });
  }

  @Test
  void oneDistrictMayGoAheadOfTheOther() {
    runAfterARehearsal(new Selection(Set.of(1), Set.of(), Set.of("district-a"), Set.of()));

    assertThat(stage.refusal(PHASE_2))
        .hasSize(3)
        .allMatch(problem -> problem.where().equals("student/district-b"));
    runAfterARehearsal(new Selection(Set.of(2), Set.of(), Set.of("district-a"), Set.of()));
    assertThat(students.query("SELECT tenant_id, count(*) FROM student.students GROUP BY 1"))
        .containsExactly(stage.tenant("district-a") + "|300");
  }

  @Test
  void eachServiceIsMigratedByItself() {
    Selection onlyIdentity = new Selection(Set.of(), Set.of("identity"), Set.of(), Set.of());
    Selection onlyStudents = new Selection(Set.of(), Set.of("students"), Set.of(), Set.of());
    var studentsBefore = DatabaseContents.of(students);

    assertThat(stage.refusal(onlyStudents))
        .extracting(problem -> problem.where() + " " + problem.message())
        .containsExactlyInAnyOrder(
            "student/district-a depends on school/district-a, which is not complete",
            "student/district-a depends on staff/district-a, which is not complete",
            "student/district-b depends on school/district-b, which is not complete",
            "student/district-b depends on staff/district-b, which is not complete");
    runAfterARehearsal(onlyIdentity);
    assertThat(identityRows()).containsExactly("settings|4", "schools|10", "staff|60");
    assertThat(DatabaseContents.of(students)).isEqualTo(studentsBefore);
    var identityAfter = DatabaseContents.of(identity);

    runAfterARehearsal(onlyStudents);
    everyStudentIsThere();
    assertThat(DatabaseContents.of(identity)).isEqualTo(identityAfter);
  }

  @Test
  void rowLevelSecurityIsKeptAndEachTenantSeesItsOwnRows() throws SQLException {
    runAfterARehearsal(PHASE_1);

    assertThat(
            identity.query(
                """
                SELECT DISTINCT entity_type, load_mode FROM migration.batch_state ORDER BY 1
                """))
        .containsExactly("school|MERGE", "setting|UPSERT", "staff|MERGE");
    for (String district : STUDENTS.keySet()) {
      UUID tenant = stage.tenant(district);
      assertThat(visibleTo(tenant, "SELECT code, value FROM identity.settings ORDER BY 1"))
          .containsExactly("bell|8:15", "calendar|" + district);
      assertThat(
              visibleTo(
                  tenant,
                  "SELECT count(*), min(tenant_id::text), max(tenant_id::text)"
                      + " FROM identity.schools"))
          .containsExactly("5|%1$s|%1$s".formatted(tenant));
      assertThat(
              visibleTo(
                  tenant,
                  """
                  SELECT count(*), count(*) FILTER (WHERE s.name LIKE '%s staff %%'),
                         count(*) FILTER (WHERE b.legacy_id = 31 - s.legacy_id)
                    FROM identity.staff s LEFT JOIN identity.staff b ON b.id = s.supervisor_id
                  """
                      .formatted(district)))
          .containsExactly("30|30|29");
    }
    assertThat(visibleTo(new UUID(7, 99), "SELECT count(*) FROM identity.staff"))
        .containsExactly("0");
    assertThat(identity.query("SELECT count(*) FROM identity.schools")).containsExactly("0");
  }

  @Test
  void copyingStraightIntoTheClosedTableWouldBeRefused() throws SQLException {
    UUID tenant = stage.tenant("district-a");
    try (Connection connection = identity.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET app.tenant_id = '%s'".formatted(tenant));
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      StringReader row = new StringReader("%s,%s,1,School\n".formatted(UUID.randomUUID(), tenant));

      assertThatThrownBy(() -> copy.copyIn("COPY identity.schools FROM STDIN (FORMAT csv)", row))
          .hasMessageContaining("COPY FROM not supported with row-level security");
      statement.execute("RESET app.tenant_id");
    }
  }

  /** What the plain role sees once it has set that tenant, as a service would. */
  private List<String> visibleTo(UUID tenant, String sql) throws SQLException {
    try (Connection connection = identity.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET app.tenant_id = '%s'".formatted(tenant));
      try {
        return DatabaseContents.lines(statement, sql);
      } finally {
        statement.execute("RESET app.tenant_id");
      }
    }
  }
}
