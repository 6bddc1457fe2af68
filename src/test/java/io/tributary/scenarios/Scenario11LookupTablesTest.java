package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.DemoDistrict;
import io.tributary.testing.DemoRun;
import io.tributary.testing.SqlDatabase;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * System-wide lookups exist once, without a tenant, and every district's legacy id maps to the one
 * row. District lookups carry their tenant.
 */
class Scenario11LookupTablesTest {

  private static final DemoRun RUN = DemoRun.get();

  @ParameterizedTest
  @CsvSource({
    "GRADE, 'UPPER(TRIM(t.[Code])), TRIM(t.[Name]), t.[SortOrder]', 'code, name, sort_order', 15",
    "ASSESSMENT_TYPE, 'UPPER(TRIM(t.[Code])), TRIM(t.[Name])', 'code, name', 4"
  })
  void aSystemWideLookupExistsOnce(
      DemoEntity lookup, String legacyColumns, String columns, int rows) {
    Set<String> legacy = new TreeSet<>();
    long legacyRows = 0;
    for (DemoDistrict district : RUN.districts()) {
      legacy.addAll(district.legacy().lines(lookup.legacySql(legacyColumns)));
      legacyRows += lookup.legacyRows(district);
    }

    assertThat(legacyRows).as("the districts have the same rows").isGreaterThan(2L * rows);
    assertThat(legacy).hasSize(rows);
    assertThat(lookup.target().set("SELECT " + columns + " FROM " + lookup.table()))
        .isEqualTo(legacy);
  }

  @ParameterizedTest
  @CsvSource({"grade_levels", "assessment_types"})
  void aSystemWideLookupHasNoTenant(String table) {
    assertThat(columns(RUN.service("students"), table))
        .contains("id", "code")
        .doesNotContain("tenant_id", "legacy_id");
  }

  @ParameterizedTest
  @EnumSource(names = {"GRADE", "ASSESSMENT_TYPE"})
  void everyDistrictsLegacyIdMapsToTheRowWithItsCode(DemoEntity lookup) {
    for (DemoDistrict district : RUN.districts()) {
      assertThat(
              Differences.between(
                  district.legacy().pairs(lookup.legacySql("{key}, UPPER(TRIM(t.[Code]))")),
                  Set.of(),
                  lookup
                      .target()
                      .pairs(
                          """
                          SELECT m."legacy_id", r."code" FROM "migration"."legacy_id_mapping" m
                          LEFT JOIN %s r ON r."id" = m."new_id"
                          WHERE m."entity_type" = ? AND m."tenant_id" = ?
                          """
                              .formatted(lookup.table()),
                          lookup.entity(),
                          district.tenantId())))
          .as(district.name())
          .isEmpty();
    }
  }

  @Test
  void theSameCodeHasOtherLegacyIdsInOtherDistrictsAndOneUuid() {
    assertThat(
            RUN.service("students")
                .lines(
                    """
                    SELECT count(DISTINCT m."tenant_id"), count(DISTINCT m."legacy_id"),
                           count(DISTINCT m."new_id")
                    FROM "student"."grade_levels" g
                    JOIN "migration"."legacy_id_mapping" m ON m."new_id" = g."id"
                    WHERE g."code" = 'K'
                    """))
        .containsExactly("3|3|1");
  }

  /** The districts' keys overlap: 8 is one grade in A, another in B and another in C. */
  @Test
  void eachRowRefersToTheGradeThatItsOwnDistrictMeant() {
    for (DemoDistrict district : RUN.districts()) {
      for (DemoEntity child : new DemoEntity[] {DemoEntity.STUDENT, DemoEntity.ENROLLMENT}) {
        Map<String, @Nullable String> codes =
            new TreeMap<>(
                district
                    .legacy()
                    .pairs(
                        child.legacySql(
                            """
                            {key}, (SELECT UPPER(TRIM(g.[Code])) FROM [dbo].[Grade] g
                                    WHERE g.[Id] = t.[GradeId])""")));

        assertThat(
                Differences.between(
                    codes,
                    district.deadKeys(child.entity()),
                    child
                        .target()
                        .pairs(
                            """
                            SELECT c."legacy_id", g."code" FROM %s c
                            JOIN "student"."grade_levels" g ON g."id" = c."grade_id"
                            WHERE c."tenant_id" = ?
                            """
                                .formatted(child.table()),
                            district.tenantId())))
            .as(child + " of " + district)
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ATTENDANCE_REASON, t.[Code], code, 5",
    "SCHOOL_YEAR, t.[Name], name, 15",
  })
  void aDistrictLookupExistsOnceADistrictAndCarriesItsTenant(
      DemoEntity lookup, String legacyColumn, String column, int rows) {
    for (DemoDistrict district : RUN.districts()) {
      Map<String, @Nullable String> legacy =
          district.legacy().pairs(lookup.legacySql("{key}, " + legacyColumn));

      assertThat(legacy).hasSize(rows);
      assertThat(
              Differences.between(
                  legacy,
                  Set.of(),
                  lookup
                      .target()
                      .pairs(
                          "SELECT \"legacy_id\", \"%s\" FROM %s WHERE \"tenant_id\" = ?"
                              .formatted(column, lookup.table()),
                          district.tenantId())))
          .as(district.name())
          .isEmpty();
    }
    assertThat(lookup.target().number("SELECT count(*) FROM " + lookup.table()))
        .isEqualTo(3L * rows);
    assertThat(
            lookup
                .target()
                .lines(
                    """
                    SELECT is_nullable FROM information_schema.columns
                    WHERE table_schema || '.' || table_name = ? AND column_name = 'tenant_id'
                    """,
                    lookup.table()))
        .containsExactly("NO");
  }

  private static Set<String> columns(SqlDatabase database, String table) {
    return database.set(
        "SELECT column_name FROM information_schema.columns WHERE table_name = ?", table);
  }
}
