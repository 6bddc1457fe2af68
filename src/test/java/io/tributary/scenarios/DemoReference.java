package io.tributary.scenarios;

import static io.tributary.scenarios.DemoEntity.ASSESSMENT;
import static io.tributary.scenarios.DemoEntity.ASSESSMENT_RESULT;
import static io.tributary.scenarios.DemoEntity.ASSESSMENT_TYPE;
import static io.tributary.scenarios.DemoEntity.ATTENDANCE;
import static io.tributary.scenarios.DemoEntity.ATTENDANCE_REASON;
import static io.tributary.scenarios.DemoEntity.ENROLLMENT;
import static io.tributary.scenarios.DemoEntity.GRADE;
import static io.tributary.scenarios.DemoEntity.ROSTER;
import static io.tributary.scenarios.DemoEntity.SCHOOL;
import static io.tributary.scenarios.DemoEntity.SCHOOL_YEAR;
import static io.tributary.scenarios.DemoEntity.SECTION;
import static io.tributary.scenarios.DemoEntity.STAFF;
import static io.tributary.scenarios.DemoEntity.STAFF_SCHOOL;
import static io.tributary.scenarios.DemoEntity.STUDENT;
import static io.tributary.scenarios.DemoEntity.STUDENT_NOTE;

import io.tributary.testing.DemoDistrict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key of the demo: what legacy says the parent's key is, and the column that must hold
 * the parent's UUID.
 *
 * @param child whose row refers
 * @param parentKeySql the parent's own key as text, over the child's legacy table {@code t}
 * @param column the target column
 * @param parent whose row is referred to
 */
record DemoReference(DemoEntity child, String parentKeySql, String column, DemoEntity parent) {

  /** Every reference that the manifest maps. */
  static List<DemoReference> all() {
    return List.of(
        of(STAFF, "SupervisorId", "supervisor_id", STAFF),
        of(STAFF_SCHOOL, "StaffId", "staff_id", STAFF),
        of(STAFF_SCHOOL, "SchoolId", "school_id", SCHOOL),
        of(STUDENT, "GradeId", "grade_id", GRADE),
        of(STUDENT, "SchoolId", "school_id", SCHOOL),
        of(STUDENT, "CounselorId", "counselor_id", STAFF),
        of(ENROLLMENT, "StudentId", "student_id", STUDENT),
        of(ENROLLMENT, "SchoolId", "school_id", SCHOOL),
        of(ENROLLMENT, "SchoolYearId", "school_year_id", SCHOOL_YEAR),
        of(ENROLLMENT, "GradeId", "grade_id", GRADE),
        of(SECTION, "SchoolId", "school_id", SCHOOL),
        of(SECTION, "SchoolYearId", "school_year_id", SCHOOL_YEAR),
        of(SECTION, "TeacherId", "teacher_id", STAFF),
        new DemoReference(
            SECTION,
            "CAST(t.[TeacherId] AS VARCHAR) || '|' || CAST(t.[SchoolId] AS VARCHAR)",
            "teacher_assignment_id",
            STAFF_SCHOOL),
        of(ROSTER, "StudentId", "student_id", STUDENT),
        of(ROSTER, "SectionId", "section_id", SECTION),
        of(ATTENDANCE, "StudentId", "student_id", STUDENT),
        of(ATTENDANCE, "SchoolId", "school_id", SCHOOL),
        // Which reason a code means is for legacy to say: its collation ignores case.
        new DemoReference(
            ATTENDANCE,
            "(SELECT r.[Code] FROM [dbo].[AttendanceReason] r WHERE r.[Code] = t.[ReasonCode])",
            "reason_id",
            ATTENDANCE_REASON),
        of(ASSESSMENT, "AssessmentTypeId", "type_id", ASSESSMENT_TYPE),
        of(ASSESSMENT, "SchoolYearId", "school_year_id", SCHOOL_YEAR),
        of(ASSESSMENT_RESULT, "StudentId", "student_id", STUDENT),
        of(ASSESSMENT_RESULT, "AssessmentId", "assessment_id", ASSESSMENT),
        of(STUDENT_NOTE, "StudentId", "student_id", STUDENT),
        of(STUDENT_NOTE, "AuthorId", "author_id", STAFF));
  }

  private static DemoReference of(
      DemoEntity child, String foreignKey, String column, DemoEntity parent) {
    return new DemoReference(child, "t.[" + foreignKey + "]", column, parent);
  }

  /** By legacy: the parent's key of each child's key. */
  Map<String, @Nullable String> inLegacy(DemoDistrict district) {
    return district.legacy().pairs(child.legacySql("{key}, " + parentKeySql));
  }

  /**
   * By the target: the legacy key of the parent whose UUID each row has. A UUID that is not a row
   * of the same tenant in the parent's table stands as itself.
   */
  Map<String, @Nullable String> inTarget(DemoDistrict district) {
    Map<String, @Nullable String> parents = parents(district);
    Map<String, @Nullable String> found =
        child
            .target()
            .pairs(
                "SELECT \"legacy_id\", \"%s\" FROM %s WHERE \"tenant_id\" = ?"
                    .formatted(column, child.table()),
                district.tenantId());
    found.replaceAll((key, id) -> id == null ? null : parents.getOrDefault(id, id));
    return found;
  }

  /** The legacy key of each row of the parent's table that this district may refer to. */
  private Map<String, @Nullable String> parents(DemoDistrict district) {
    String ofTheTenant = parent.isShared() ? "" : "AND p.\"tenant_id\" = m.\"tenant_id\"";
    return parent
        .target()
        .pairs(
            """
            SELECT p."id", m."legacy_id" FROM %s p
            JOIN "migration"."legacy_id_mapping" m ON m."new_id" = p."id" %s
            WHERE m."entity_type" = ? AND m."tenant_id" = ?
            """
                .formatted(parent.table(), ofTheTenant),
            parent.entity(),
            district.tenantId());
  }

  @Override
  public String toString() {
    return child.entity() + "." + column + " → " + parent.entity();
  }
}
