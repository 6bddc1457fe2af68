package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.DemoDistrict;
import io.tributary.testing.DemoRun;
import io.tributary.testing.SqlDatabase;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * District A has 5,000 students, District B 3,000. After the run the one table holds 8,000 rows of
 * theirs, each with its own district's tenant and its legacy id. Nothing is lost.
 */
class Scenario01StudentsWithTenantTaggingTest {

  private final DemoDistrict a = DemoRun.get().district("district-a");
  private final DemoDistrict b = DemoRun.get().district("district-b");
  private final SqlDatabase students = DemoRun.get().service("students");

  @Test
  void oneTableHolds8000StudentsOfTwoDistricts() {
    assertThat(a.legacy().number("SELECT COUNT(*) FROM [dbo].[Student]")).isEqualTo(5_000);
    assertThat(b.legacy().number("SELECT COUNT(*) FROM [dbo].[Student]")).isEqualTo(3_000);

    assertThat(
            students.lines(
                """
                SELECT "tenant_id", count(*) FROM "student"."students"
                WHERE "tenant_id" IN (?, ?) GROUP BY "tenant_id" ORDER BY count(*) DESC
                """,
                a.tenantId(),
                b.tenantId()))
        .containsExactly(a.tenantId() + "|5000", b.tenantId() + "|3000");
  }

  @Test
  void eachStudentHasItsOwnDistrictsTenantAndItsLegacyId() {
    TreeSet<String> legacy = new TreeSet<>();
    for (DemoDistrict district : DemoRun.get().districts()) {
      for (String key : district.legacy().lines("SELECT [Id] FROM [dbo].[Student]")) {
        if (!district.deadKeys("student").contains(key)) {
          legacy.add(district.tenantId() + "|" + key);
        }
      }
    }

    assertThat(students.set("SELECT \"tenant_id\", \"legacy_id\" FROM \"student\".\"students\""))
        .isEqualTo(legacy);
  }

  @Test
  void theSameLegacyIdInTwoDistrictsIsTwoStudents() {
    assertThat(
            students.number(
                """
                SELECT count(*) FROM "student"."students" a
                JOIN "student"."students" b ON b."legacy_id" = a."legacy_id" AND b."id" <> a."id"
                WHERE a."tenant_id" = ? AND b."tenant_id" = ?
                """,
                a.tenantId(),
                b.tenantId()))
        .isEqualTo(3_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"student_demographics", "student_contacts", "enrollments"})
  void whatBelongsToAStudentCarriesTheStudentsTenant(String table) {
    String rowsWhere = "SELECT count(*) FROM \"student\".\"%s\" c WHERE ".formatted(table);

    assertThat(students.number(rowsWhere + "TRUE")).isGreaterThan(8_000);
    assertThat(
            students.number(
                rowsWhere
                    + """
                    NOT EXISTS (
                      SELECT FROM "student"."students" s
                      WHERE s."id" = c."student_id" AND s."tenant_id" = c."tenant_id")
                    """))
        .isZero();
  }

  @Test
  void everyStudentHasItsDemographicsAndItsEnrollments() {
    assertThat(
            students.number(
                """
                SELECT count(*) FROM "student"."students" s
                WHERE (SELECT count(*) FROM "student"."student_demographics" d
                       WHERE d."student_id" = s."id" AND d."tenant_id" = s."tenant_id") <> 1
                """))
        .isZero();
    for (DemoDistrict district : DemoRun.get().districts()) {
      assertThat(
              Differences.between(
                  district.legacy().pairs("SELECT [Id], [StudentId] FROM [dbo].[StudentSchool]"),
                  district.deadKeys("enrollment"),
                  students.pairs(
                      """
                      SELECT e."legacy_id", s."legacy_id" FROM "student"."enrollments" e
                      JOIN "student"."students" s
                        ON s."id" = e."student_id" AND s."tenant_id" = e."tenant_id"
                      WHERE e."tenant_id" = ?
                      """,
                      district.tenantId())))
          .as(district.name())
          .isEmpty();
    }
  }
}
