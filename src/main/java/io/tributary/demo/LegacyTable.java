package io.tributary.demo;

/** The tables of a legacy district, and the entities that the demo's manifest makes of them. */
enum LegacyTable {
  GRADE("Grade", "grade"),
  ASSESSMENT_TYPE("AssessmentType", "assessment-type"),
  ATTENDANCE_REASON("AttendanceReason", "attendance-reason"),
  SCHOOL_YEAR("SchoolYear", "school-year"),
  SCHOOL("School", "school"),
  STAFF("Staff", "staff"),
  STAFF_SCHOOL("StaffSchool", "staff-school"),
  STUDENT("Student", "student"),
  STUDENT_SCHOOL("StudentSchool", "enrollment"),
  SECTION("Section", "section"),
  STUDENT_SECTION("StudentSection", "roster"),
  STUDENT_ATTENDANCE("StudentAttendance", "attendance"),
  ASSESSMENT("Assessment", "assessment"),
  ASSESSMENT_RESULT("AssessmentResult", "assessment-result"),
  STUDENT_NOTE("StudentNote", "student-note"),
  AUDIT_LOG("AuditLog", "audit-log");

  private final String table;
  private final String entity;

  LegacyTable(String table, String entity) {
    this.table = table;
    this.entity = entity;
  }

  /** Its name in schema {@code dbo}. */
  String table() {
    return table;
  }

  /** The entity's name in the manifest. */
  String entity() {
    return entity;
  }
}
