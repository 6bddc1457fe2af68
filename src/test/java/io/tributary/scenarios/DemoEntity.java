package io.tributary.scenarios;

import io.tributary.testing.DemoDistrict;
import io.tributary.testing.DemoRun;
import io.tributary.testing.SqlDatabase;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entities of the demo, as somebody who knows both schemas would write them down. */
enum DemoEntity {
  GRADE("Grade", "students", "student.grade_levels"),
  ASSESSMENT_TYPE("AssessmentType", "students", "student.assessment_types"),
  ATTENDANCE_REASON("AttendanceReason", "identity", "identity.attendance_reasons", "t.[Code]"),
  SCHOOL_YEAR("SchoolYear", "identity", "identity.school_years"),
  SCHOOL("School", "identity", "identity.schools"),
  STAFF("Staff", "identity", "identity.staff"),
  STAFF_SCHOOL(
      "StaffSchool",
      "identity",
      "identity.staff_schools",
      "CAST(t.[StaffId] AS VARCHAR) || '|' || CAST(t.[SchoolId] AS VARCHAR)"),
  STUDENT("Student", "students", "student.students"),
  ENROLLMENT("StudentSchool", "students", "student.enrollments"),
  SECTION("Section", "students", "student.sections"),
  ROSTER("StudentSection", "students", "student.rosters"),
  ATTENDANCE("StudentAttendance", "students", "student.attendance"),
  ASSESSMENT("Assessment", "students", "student.assessments"),
  ASSESSMENT_RESULT(
      "AssessmentResult",
      "students",
      "student.assessment_results",
      "t.[Id]",
      "t.[ResultType] <> 'PRACTICE'"),
  STUDENT_NOTE(
      "StudentNote", "students", "student.student_notes", "LOWER(CAST(t.[Id] AS VARCHAR(36)))"),
  AUDIT_LOG("AuditLog", "students", "student.audit_log", "t.[Id]", "t.[Source] <> 'HEALTHCHECK'");

  private final String legacyTable;
  private final String service;
  private final String table;
  private final String keySql;
  private final String wantedSql;

  DemoEntity(String legacyTable, String service, String table) {
    this(legacyTable, service, table, "t.[Id]");
  }

  DemoEntity(String legacyTable, String service, String table, String keySql) {
    this(legacyTable, service, table, keySql, "1 = 1");
  }

  DemoEntity(String legacyTable, String service, String table, String keySql, String wantedSql) {
    this.legacyTable = legacyTable;
    this.service = service;
    this.table = table;
    this.keySql = keySql;
    this.wantedSql = wantedSql;
  }

  /** Its name in the manifest and in the mapping store. */
  String entity() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the same row of all districts is one row. */
  boolean isShared() {
    return this == GRADE || this == ASSESSMENT_TYPE;
  }

  /** The service that it is migrated into. */
  String service() {
    return service;
  }

  /** The target table with its schema; the first one, where there are several. */
  String table() {
    return table;
  }

  /** The database that the target table is in, seen by the superuser. */
  SqlDatabase target() {
    return DemoRun.get().service(service);
  }

  /**
   * A query on the legacy table, alias {@code t}, over the rows that the migration is to take.
   *
   * @param columns what to select; {@code {key}} stands for the legacy key as text
   */
  String legacySql(String columns) {
    return "SELECT %s FROM [dbo].[%s] t WHERE %s"
        .formatted(columns.replace("{key}", keySql), legacyTable, wantedSql);
  }

  /** How many rows the legacy table has, those included that the migration leaves. */
  long legacyRows(DemoDistrict district) {
    return district.legacy().number("SELECT COUNT(*) FROM [dbo].[%s]".formatted(legacyTable));
  }

  /** How many rows the migration is to take, whether or not they can be migrated. */
  long wantedRows(DemoDistrict district) {
    return district.legacy().number(legacySql("COUNT(*)"));
  }

  /** The UUID of each migrated row of that district by its legacy key, by the mapping store. */
  Map<String, @Nullable String> newIds(DemoDistrict district) {
    return target()
        .pairs(
            """
            SELECT "legacy_id", "new_id" FROM "migration"."legacy_id_mapping"
            WHERE "entity_type" = ? AND "tenant_id" = ?
            """,
            entity(),
            district.tenantId());
  }

  @Override
  public String toString() {
    return entity();
  }
}
