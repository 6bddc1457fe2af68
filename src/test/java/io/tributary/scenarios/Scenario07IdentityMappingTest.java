package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.DemoDistrict;
import io.tributary.testing.DemoRun;
import io.tributary.testing.SqlDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Each migrated row has a UUID. The mapping store resolves entity, tenant and legacy id to it, and
 * it back to the legacy id.
 */
class Scenario07IdentityMappingTest {

  private static final DemoRun RUN = DemoRun.get();

  /** Small entities are looked up row by row, of large ones a sample. */
  private static final int MOST_LOOKUPS = 2_000;

  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  @ParameterizedTest
  @EnumSource
  void everyLegacyKeyIsMappedOnceAndNoOtherIs(DemoEntity entity) {
    for (DemoDistrict district : RUN.districts()) {
      Set<String> keys = district.legacy().set(entity.legacySql("{key}"));
      keys.removeAll(district.deadKeys(entity.entity()));

      assertThat(new TreeSet<>(entity.newIds(district).keySet()))
          .as(district.name())
          .isEqualTo(keys);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"GRADE", "ASSESSMENT_TYPE"})
  void theMappedUuidIsTheOneOfTheRowWithThatTenantAndLegacyId(DemoEntity entity) {
    for (DemoDistrict district : RUN.districts()) {
      assertThat(
              entity
                  .target()
                  .pairs(
                      "SELECT \"legacy_id\", \"id\" FROM %s WHERE \"tenant_id\" = ?"
                          .formatted(entity.table()),
                      district.tenantId()))
          .as(district.name())
          .isNotEmpty()
          .isEqualTo(entity.newIds(district));
    }
  }

  @Test
  void noTwoRowsOfAnyTablesHaveTheSameUuid() {
    for (String service : List.of("students", "identity")) {
      SqlDatabase database = RUN.service(service);
      List<String> tables =
          database.lines(
              """
              SELECT format('%I.%I', table_schema, table_name) FROM information_schema.columns
              WHERE table_schema IN ('student', 'identity') AND column_name = 'id'
              """);
      List<String> ids = new ArrayList<>();
      tables.forEach(table -> ids.add("SELECT \"id\" FROM " + table));

      assertThat(tables).hasSizeGreaterThanOrEqualTo(5);
      assertThat(
              database.lines(
                  "SELECT \"id\" FROM ("
                      + String.join(" UNION ALL ", ids)
                      + ") all_ids GROUP BY \"id\" HAVING count(*) > 1"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFunctionsResolveBothWays(DemoEntity entity) {
    for (DemoDistrict district : RUN.districts()) {
      String[] keys = sample(entity, district);
      String tenant = district.tenantId().toString();

      List<String> thereAndBack =
          entity
              .target()
              .lines(
                  """
                  SELECT k."key", l."legacy_id" FROM unnest(?) WITH ORDINALITY k ("key", "no")
                  LEFT JOIN LATERAL "migration"."legacy_id"(
                    "migration"."new_id"(?, ?::uuid, k."key")) l
                    ON l."tenant_id" = ?::uuid AND l."entity_type" = ? ORDER BY k."no"
                  """,
                  keys,
                  entity.entity(),
                  tenant,
                  tenant,
                  entity.entity());

      assertThat(thereAndBack)
          .as(district.name())
          .containsExactlyElementsOf(List.of(keys).stream().map(key -> key + "|" + key).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFunctionFindsTheRowOfTheTable(DemoEntity entity) {
    for (DemoDistrict district : RUN.districts()) {
      String[] keys = sample(entity, district);
      Map<String, @Nullable String> newIds = entity.newIds(district);

      assertThat(
              entity
                  .target()
                  .pairs(
                      """
                      SELECT k."key", t."id" FROM unnest(?) k ("key")
                      LEFT JOIN %s t ON t."id" = "migration"."new_id"(?, ?, k."key")
                      """
                          .formatted(entity.table()),
                      keys,
                      entity.entity(),
                      district.tenantId()))
          .as(district.name())
          .isEqualTo(
              List.of(keys).stream()
                  .collect(java.util.stream.Collectors.toMap(key -> key, newIds::get)));
    }
  }

  @Test
  void aUuidOfATenantsRowLeadsToThatRowAlone() {
    for (DemoDistrict district : RUN.districts()) {
      assertThat(
              RUN.service("students")
                  .number(
                      """
                      SELECT count(*) FROM "student"."students" s
                      CROSS JOIN LATERAL "migration"."legacy_id"(s."id") l
                      WHERE s."tenant_id" = ? AND l."entity_type" = 'student'
                        AND l."tenant_id" = s."tenant_id" AND l."legacy_id" = s."legacy_id"::text
                      """,
                      district.tenantId()))
          .isEqualTo(DemoEntity.STUDENT.wantedRows(district) - district.deadKeys("student").size());
    }
    assertThat(
            RUN.service("students")
                .number(
                    """
                    SELECT count(*) FROM "student"."students" s
                    CROSS JOIN LATERAL "migration"."legacy_id"(s."id") l
                    """))
        .isEqualTo(RUN.service("students").number("SELECT count(*) FROM \"student\".\"students\""));
  }

  @ParameterizedTest
  @EnumSource
  void whatWasNotMigratedIsNotResolved(DemoEntity entity) {
    DemoDistrict district = RUN.district("district-c");
    List<String> absent = new ArrayList<>(district.deadKeys(entity.entity()));
    absent.addAll(List.of("-1", "no such key", "", "1|", "99999999999999999999"));

    assertThat(
            entity
                .target()
                .lines(
                    "SELECT k FROM unnest(?) k WHERE \"migration\".\"new_id\"(?, ?, k) IS NOT NULL",
                    absent.toArray(String[]::new),
                    entity.entity(),
                    district.tenantId()))
        .isEmpty();
    assertThat(entity.target().lines("SELECT * FROM \"migration\".\"legacy_id\"(?::uuid)", NOBODY))
        .isEmpty();
  }

  @Test
  void aLegacyIdOfOneTenantIsNotAnothers() {
    DemoDistrict a = RUN.district("district-a");
    DemoDistrict b = RUN.district("district-b");

    assertThat(DemoEntity.STUDENT.newIds(a)).containsKeys("3000", "3001");
    assertThat(
            RUN.service("students")
                .lines(
                    """
                    SELECT "migration"."new_id"('student', ?, '3001') IS NULL,
                           "migration"."new_id"('student', ?, '3000')
                             <> "migration"."new_id"('student', ?, '3000')
                    """,
                    b.tenantId(),
                    a.tenantId(),
                    b.tenantId()))
        .containsExactly("t|t");
  }

  private static String[] sample(DemoEntity entity, DemoDistrict district) {
    Set<String> keys = district.legacy().set(entity.legacySql("{key}"));
    keys.removeAll(district.deadKeys(entity.entity()));
    int step = 1 + keys.size() / MOST_LOOKUPS;
    List<String> sample = new ArrayList<>();
    int i = 0;
    for (String key : keys) {
      if (i++ % step == 0) {
        sample.add(key);
      }
    }
    return sample.toArray(String[]::new);
  }
}
