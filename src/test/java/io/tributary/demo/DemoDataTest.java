package io.tributary.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Reason;
import io.tributary.demo.Expectations.DeadRow;
import io.tributary.demo.Expectations.Rows;
import io.tributary.testing.TestLegacy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the generator says of its rows is what plain SQL finds in them. */
class DemoDataTest {

  private static final DistrictPlan DIRTY = Plans.dirty();

  private static TestLegacy legacy;
  private static Expectations expected;

  @BeforeAll
  static void fillTheDirtyDistrict() throws SQLException {
    legacy = TestLegacy.create();
    legacy.execute("DROP SCHEMA [dbo]");
    try (Connection connection = DriverManager.getConnection(legacy.url(), "sa", "")) {
      expected = DemoData.fill(connection, DIRTY);
    }
  }

  @AfterAll
  static void close() throws SQLException {
    legacy.close();
  }

  @Test
  void theSamePlanMakesTheSameRows() throws SQLException {
    assertThat(hash(DIRTY)).isEqualTo(hash(DIRTY));
    assertThat(DemoData.expectations(DIRTY)).isEqualTo(expected);
  }

  @Test
  void rowsAreWhatTheyWereWhenTheGenerationGotItsNumber() throws SQLException {
    assertThat(List.of(hash(Plans.clean()), hash(DIRTY)))
        .as("the rows have changed: raise LegacyFiles.GENERATION, then put the new hashes here")
        .containsExactly(-474323087, 1453171956);
  }

  @Test
  void everyTableHasTheRowsThatAreExpected() {
    for (LegacyTable table : LegacyTable.values()) {
      assertThat(count("SELECT COUNT(*) FROM [dbo].[" + table.table() + "]"))
          .as(table.table())
          .isEqualTo(expected.of(table.entity()).legacyRows())
          .isPositive();
    }
    assertThat(expected.of("student").legacyRows()).isEqualTo(DIRTY.students());
  }

  @Test
  void practiceTestsAreWhatTheRouteFilters() {
    assertThat(expected.of("assessment-result").filtered())
        .isPositive()
        .isEqualTo(
            count("SELECT COUNT(*) FROM [dbo].[AssessmentResult] WHERE [ResultType] = 'PRACTICE'"));
  }

  @Test
  void healthChecksAreWhatTheManifestExcludes() {
    assertThat(expected.of("audit-log").excluded())
        .isPositive()
        .isEqualTo(count("SELECT COUNT(*) FROM [dbo].[AuditLog] WHERE [Source] = 'HEALTHCHECK'"));
  }

  @Test
  void aDirtyDistrictHasEveryKindOfDeadRowButTheOneForSurprises() {
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    expected.entities().values().forEach(rows -> rows.dead().forEach(d -> reasons.add(d.reason())));

    assertThat(reasons).isEqualTo(EnumSet.complementOf(EnumSet.of(Reason.REFUSED_BY_TARGET)));
  }

  @Test
  void aCleanDistrictHasNoDeadRows() {
    assertThat(DemoData.expectations(Plans.clean()).entities().values())
        .allSatisfy(rows -> assertThat(rows.dead()).isEmpty());
  }

  @Test
  void theFewestStudentsAreEnoughForEveryFlaw() {
    Rows students = DemoData.expectations(DIRTY.withStudents(40)).of("student");

    assertThat(students.dead()).hasSize(StudentFlaw.values().length);
  }

  @Test
  void studentsAreDeadForTheReasonsThatSqlFinds() {
    assertThat(dead("student", Reason.NULL_NOT_ALLOWED))
        .isEqualTo(keys("Student", "TRIM([LastName]) = ''"));
    assertThat(dead("student", Reason.UNKNOWN_VALUE))
        .isEqualTo(keys("Student", "UPPER(TRIM([Gender])) NOT IN ('F', 'M', 'X')"));
    assertThat(dead("student", Reason.NUL_CHARACTER))
        .isEqualTo(keys("Student", "POSITION(CHAR(0), [PreferredName]) > 0"));
    assertThat(dead("student", Reason.TOO_LONG))
        .isEqualTo(keys("Student", "CHAR_LENGTH(TRIM([City])) > 40"));
    assertThat(dead("student", Reason.TIME_OF_DAY_LOST))
        .isEqualTo(keys("Student", "CAST([DOB] AS TIME(3)) <> TIME '00:00:00'"));
    assertThat(dead("student", Reason.MISSING_PARENT))
        .isEqualTo(keys("Student", "[GradeId] NOT IN (SELECT [Id] FROM [dbo].[Grade])"));
    assertThat(dead("student", Reason.NOT_CONVERTIBLE))
        .isEqualTo(
            keys("Student", "NOT REGEXP_LIKE([GraduationYear], '^[[:space:]]*([0-9]{4})?$')"));
    assertThat(dead("student", Reason.CHECK_VIOLATED)).isEqualTo(keys("Student", "[Gpa] > 5"));
    assertThat(dead("student", Reason.UNPAIRED_SURROGATE))
        .isEqualTo(keys("Student", "ASCII(RIGHT([MiddleName], 1)) = 55357"));
  }

  @Test
  void ofStudentsWithOneStateIdTheLaterOnesAreDead() {
    assertThat(dead("student", Reason.DUPLICATE))
        .hasSize(2)
        .isEqualTo(
            keys(
                "Student",
                """
                EXISTS (SELECT * FROM [dbo].[Student] [e]
                        WHERE [e].[Id] < t.[Id] AND TRIM(t.[StateId]) <> ''
                          AND UPPER(TRIM([e].[StateId])) = UPPER(TRIM(t.[StateId])))
                """));
  }

  @Test
  void rowsOfDeadOrMissingStudentsAreDead() {
    String dead = String.join(", ", deadKeys(expected.of("student").dead()));
    for (LegacyTable table :
        List.of(
            LegacyTable.STUDENT_SCHOOL,
            LegacyTable.STUDENT_SECTION,
            LegacyTable.STUDENT_ATTENDANCE,
            LegacyTable.ASSESSMENT_RESULT,
            LegacyTable.STUDENT_NOTE)) {
      Set<String> orphans =
          expected.of(table.entity()).dead().stream()
              .filter(row -> row.column().equals("student_id"))
              .map(DeadRow::key)
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(orphans)
          .as(table.table())
          .isNotEmpty()
          .isEqualTo(
              keys(
                  table.table(),
                  "t.[StudentId] IN (%s) OR t.[StudentId] > %d".formatted(dead, DIRTY.students())));
    }
  }

  @Test
  void otherRowsAreDeadForTheReasonsThatSqlFinds() {
    assertThat(dead("staff", Reason.DUPLICATE))
        .isEqualTo(
            keys(
                "Staff",
                "EXISTS (SELECT * FROM [dbo].[Staff] [e] WHERE [e].[Id] < t.[Id] AND"
                    + " [e].[EmployeeNo] = t.[EmployeeNo])"));
    assertThat(dead("enrollment", Reason.CHECK_VIOLATED))
        .isEqualTo(keys("StudentSchool", "[ExitDate] < [EntryDate]"));
    assertThat(dead("roster", Reason.MISSING_PARENT))
        .containsAll(
            keys("StudentSection", "[SectionId] NOT IN (SELECT [Id] FROM [dbo].[Section])"));
    assertThat(dead("attendance", Reason.MISSING_PARENT))
        .containsAll(
            keys(
                "StudentAttendance",
                "[ReasonCode] NOT IN (SELECT [Code] FROM [dbo].[AttendanceReason])"));
    assertThat(dead("assessment-result", Reason.FRACTION_LOST))
        .isEqualTo(keys("AssessmentResult", "[TakenOn] <> CAST([TakenOn] AS DATETIME2(6))"));
    assertThat(dead("assessment-result", Reason.SCALE_LOST))
        .isEqualTo(keys("AssessmentResult", "[Fee] <> CAST([Fee] AS DECIMAL(12,2))"));
    assertThat(dead("assessment-result", Reason.OUT_OF_RANGE))
        .isEqualTo(keys("AssessmentResult", "[RawScore] > 2147483647"));
    assertThat(dead("assessment-result", Reason.REFUSED_BY_BEAN))
        .isEqualTo(keys("AssessmentResult", "[RawScore] > [MaxScore] AND [MaxScore] > 0"));
    assertThat(dead("student-note", Reason.NUL_CHARACTER))
        .isEqualTo(keys("StudentNote", "POSITION(CHAR(0), [Body]) > 0"));
    assertThat(dead("audit-log", Reason.NOT_CONVERTIBLE))
        .isEqualTo(keys("AuditLog", "[Source] <> 'HEALTHCHECK' AND [Details] NOT LIKE '{%}'"));
  }

  private static Set<String> dead(String entity, Reason reason) {
    return expected.of(entity).dead().stream()
        .filter(row -> row.reason() == reason)
        .map(DeadRow::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> deadKeys(List<DeadRow> rows) {
    return rows.stream().map(DeadRow::key).toList();
  }

  private static Set<String> keys(String table, String condition) {
    Set<String> keys =
        new TreeSet<>(
            legacy.query("SELECT t.[Id] FROM [dbo].[" + table + "] t WHERE " + condition));
    assertThat(keys).as(condition).isNotEmpty();
    return keys;
  }

  private static long count(String sql) {
    return Long.parseLong(legacy.query(sql).get(0));
  }

  /** Over every value of every row, in order. */
  private static int hash(DistrictPlan plan) throws SQLException {
    int[] hash = {1};
    new District(plan)
        .write(
            row -> {
              hash[0] = 31 * hash[0] + row.table().table().hashCode();
              row.values().forEach(value -> hash[0] = 31 * hash[0] + hashOf(value));
            });
    return hash[0];
  }

  private static int hashOf(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? java.util.Arrays.hashCode(bytes)
        : Objects.hashCode(value);
  }
}
