package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.DemoDistrict;
import io.tributary.testing.DemoRun;
import io.tributary.testing.SqlDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A legacy foreign key becomes the UUID of the parent, in the same tenant. A reference to another
 * tenant's row cannot be; one to a missing parent is a dead letter, never a silent NULL.
 */
class Scenario03ReferencesTest {

  private static final DemoRun RUN = DemoRun.get();

  static List<DemoReference> references() {
    return DemoReference.all();
  }

  @ParameterizedTest
  @MethodSource("references")
  void everyForeignKeyIsTheUuidOfItsParentInTheSameTenant(DemoReference reference) {
    for (DemoDistrict district : RUN.districts()) {
      Map<String, @Nullable String> legacy = reference.inLegacy(district);

      assertThat(legacy.values()).as("not all NULL").anyMatch(Objects::nonNull);
      assertThat(
              Differences.between(
                  legacy,
                  district.deadKeys(reference.child().entity()),
                  reference.inTarget(district)))
          .as(district.name())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  void noForeignKeyBecomesNull(DemoReference reference) {
    DemoEntity child = reference.child();
    for (DemoDistrict district : RUN.districts()) {
      Set<String> dead = district.deadKeys(child.entity());
      String isSet = " AND (" + reference.parentKeySql() + ") IS NOT NULL";
      long inLegacy = district.legacy().number(child.legacySql("COUNT(*)") + isSet);
      Set<String> deadOfThese = district.legacy().set(child.legacySql("{key}") + isSet);
      deadOfThese.retainAll(dead);

      assertThat(
              child
                  .target()
                  .number(
                      "SELECT count(\"%s\") FROM %s WHERE \"tenant_id\" = ?"
                          .formatted(reference.column(), child.table()),
                      district.tenantId()))
          .as(district.name())
          .isEqualTo(inLegacy - deadOfThese.size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STAFF_SCHOOL, StaffId, Staff, STAFF",
    "STUDENT, GradeId, Grade, GRADE",
    "ENROLLMENT, StudentId, Student, STUDENT",
    "ROSTER, StudentId, Student, STUDENT",
    "ROSTER, SectionId, Section, SECTION",
    "ASSESSMENT_RESULT, StudentId, Student, STUDENT",
  })
  void aRowWhoseParentIsMissingIsADeadLetter(
      DemoEntity child, String foreignKey, String parentTable, DemoEntity parent) {
    DemoDistrict district = RUN.district("district-c");
    String missing =
        " AND t.[%s] NOT IN (SELECT p.[Id] FROM [dbo].[%s] p)".formatted(foreignKey, parentTable);
    Set<String> orphans = district.legacy().set(child.legacySql("{key}") + missing);
    Set<String> withoutParent = new HashSet<>(orphans);
    Set<String> deadParents = district.deadKeys(parent.entity());
    district
        .legacy()
        .pairs(child.legacySql("{key}, t.[" + foreignKey + "]"))
        .forEach(
            (key, parentKey) -> {
              if (parentKey != null && deadParents.contains(parentKey)) {
                withoutParent.add(key);
              }
            });

    assertThat(orphans).isNotEmpty();
    assertThat(missingParents(child, district)).containsAll(withoutParent);
    assertThat(child.newIds(district)).doesNotContainKeys(withoutParent.toArray(String[]::new));
    assertThat(targetKeys(child, district)).doesNotContainAnyElementsOf(withoutParent);
  }

  @Test
  void anUnknownReasonIsADeadLetterToo() {
    DemoDistrict district = RUN.district("district-c");
    Set<String> unknown =
        district
            .legacy()
            .set(
                """
                SELECT t.[Id] FROM [dbo].[StudentAttendance] t WHERE NOT EXISTS (
                  SELECT 1 FROM [dbo].[AttendanceReason] r WHERE r.[Code] = t.[ReasonCode])
                """);

    assertThat(unknown).isNotEmpty();
    assertThat(missingParents(DemoEntity.ATTENDANCE, district)).containsAll(unknown);
    assertThat(targetKeys(DemoEntity.ATTENDANCE, district)).doesNotContainAnyElementsOf(unknown);
  }

  @Test
  void noRowHasAParentOfAnotherTenant() {
    for (DemoReference reference : references()) {
      DemoEntity child = reference.child();
      DemoEntity parent = reference.parent();
      if (parent.isShared() || !child.service().equals(parent.service())) {
        continue;
      }
      assertThat(
              child
                  .target()
                  .number(
                      """
                      SELECT count(*) FROM %s c JOIN %s p ON p."id" = c."%s"
                      WHERE p."tenant_id" <> c."tenant_id"
                      """
                          .formatted(child.table(), parent.table(), reference.column())))
          .as(reference.toString())
          .isZero();
    }
  }

  @Test
  void aReasonInAnotherCaseIsTheSameReason() {
    for (DemoDistrict district : RUN.districts()) {
      assertThat(
              district
                  .legacy()
                  .number(
                      """
                      SELECT COUNT(*) FROM [dbo].[StudentAttendance] t
                      JOIN [dbo].[AttendanceReason] r ON r.[Code] = t.[ReasonCode]
                      WHERE CAST(r.[Code] AS VARCHAR) <> CAST(t.[ReasonCode] AS VARCHAR)
                      """))
          .as("written otherwise than the reason itself, in " + district)
          .isPositive();
    }
    // That these rows have the right parent: everyForeignKeyIsTheUuidOfItsParentInTheSameTenant.
    DemoReference reason =
        references().stream().filter(r -> r.column().equals("reason_id")).findFirst().orElseThrow();
    assertThat(reason.inTarget(RUN.district("district-b")).values())
        .containsOnly("SICK", "DOCTOR", "FAMILY", "BUS", "TRUANT");
  }

  @Test
  void supervisorsAreSetAndNoneIsLeftToSet() {
    SqlDatabase identity = RUN.service("identity");
    for (DemoDistrict district : RUN.districts()) {
      // A supervisor with a higher key than the supervised could not be set in the first pass.
      assertThat(
              identity.number(
                  """
                  SELECT count(*) FROM "identity"."staff" s
                  JOIN "identity"."staff" boss ON boss."id" = s."supervisor_id"
                  WHERE s."tenant_id" = ? AND boss."tenant_id" = s."tenant_id"
                    AND boss."legacy_id" > s."legacy_id"
                  """,
                  district.tenantId()))
          .isPositive();
    }
    assertThat(identity.number("SELECT count(*) FROM \"migration\".\"deferred_reference\""))
        .isZero();
  }

  private static Set<String> missingParents(DemoEntity entity, DemoDistrict district) {
    return entity
        .target()
        .set(
            """
            SELECT "legacy_key" FROM "migration"."dead_letter"
            WHERE "entity_type" = ? AND "tenant_id" = ? AND "reason" = 'MISSING_PARENT'
            """,
            entity.entity(),
            district.tenantId());
  }

  private static Set<String> targetKeys(DemoEntity entity, DemoDistrict district) {
    return entity
        .target()
        .set(
            "SELECT \"legacy_id\" FROM " + entity.table() + " WHERE \"tenant_id\" = ?",
            district.tenantId());
  }
}
