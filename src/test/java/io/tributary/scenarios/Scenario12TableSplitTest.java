package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.DemoDistrict;
import io.tributary.testing.DemoRun;
import io.tributary.testing.SqlDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A legacy student row of more than 50 columns becomes a student, its demographics and 0 to 3
 * contacts, joined by student_id, in one tenant. No column's data is lost.
 */
class Scenario12TableSplitTest {

  private static final DemoRun RUN = DemoRun.get();

  private final SqlDatabase students = RUN.service("students");

  static List<ColumnFate> columns() {
    return StudentColumns.all();
  }

  @Test
  void everyLegacyColumnHasAPlace() {
    Set<String> named = new TreeSet<>(StudentColumns.IGNORED);
    columns().forEach(fate -> named.add(fate.column()));
    for (DemoDistrict district : RUN.districts()) {
      Set<String> columns =
          district
              .legacy()
              .set(
                  """
                  SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS
                  WHERE TABLE_SCHEMA = 'dbo' AND TABLE_NAME = 'Student'
                  """);

      assertThat(columns).hasSizeGreaterThan(50).isEqualTo(named);
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void noValueIsLost(ColumnFate fate) {
    for (DemoDistrict district : RUN.districts()) {
      Map<String, @Nullable String> expected = expected(fate, district);

      assertThat(expected.values()).as("some value").anyMatch(value -> value != null);
      assertThat(
              Differences.between(
                  expected,
                  Set.of(),
                  students.pairs(
                      joined("s.legacy_id, (" + fate.target() + ")::text"), district.tenantId())))
          .as("%s of %s, in %s", fate.column(), district, fate.target())
          .isEmpty();
    }
  }

  @Test
  void everyStudentHasOneRowOfDemographics() {
    assertThat(
            students.lines(
                """
                SELECT count(*), count(DISTINCT d."student_id"),
                       (SELECT count(*) FROM "student"."students")
                FROM "student"."student_demographics" d
                JOIN "student"."students" s
                  ON s."id" = d."student_id" AND s."tenant_id" = d."tenant_id"
                """))
        .containsExactly("9189|9189|9189");
    assertThat(students.number("SELECT count(*) FROM \"student\".\"student_demographics\""))
        .isEqualTo(9_189);
  }

  @Test
  void thereIsAContactWhereLegacyHasMoreThanBlanksAndNowhereElse() {
    for (DemoDistrict district : RUN.districts()) {
      Set<String> contacts = new TreeSet<>();
      for (int position = 1; position <= 3; position++) {
        for (String key : contactsInLegacy(district, position)) {
          if (!district.deadKeys("student").contains(key)) {
            contacts.add(key + "|" + position);
          }
        }
      }

      assertThat(
              students.set(
                  """
                  SELECT s."legacy_id", c."position" FROM "student"."student_contacts" c
                  JOIN "student"."students" s
                    ON s."id" = c."student_id" AND s."tenant_id" = c."tenant_id"
                  WHERE c."tenant_id" = ?
                  """,
                  district.tenantId()))
          .as(district.name())
          .isEqualTo(contacts);
      assertThat(
              students.number(
                  "SELECT count(*) FROM \"student\".\"student_contacts\" WHERE \"tenant_id\" = ?",
                  district.tenantId()))
          .isEqualTo(contacts.size());
    }
  }

  @Test
  void thereAreStudentsWithNoneAndWithEveryNumberOfContacts() {
    assertThat(
            students.lines(
                """
                SELECT DISTINCT (SELECT count(*) FROM "student"."student_contacts" c
                                 WHERE c."student_id" = s."id") AS "contacts"
                FROM "student"."students" s ORDER BY 1
                """))
        .containsExactly("0", "1", "2", "3");
  }

  @Test
  void thePackedColumnsKeepTheirTypesAndAreAllThere() {
    String[] packed = StudentColumns.PACKED.toArray(String[]::new);

    assertThat(
            students.number(
                """
                SELECT count(*) FROM "student"."students" s
                WHERE (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(s."extras") k)
                  IS DISTINCT FROM (SELECT array_agg(k ORDER BY k) FROM unnest(?) k)
                """,
                (Object) packed))
        .isZero();
    assertThat(
            students.lines(
                """
                SELECT DISTINCT e."key", jsonb_typeof(e."value") FROM "student"."students" s
                CROSS JOIN LATERAL jsonb_each(s."extras") e
                WHERE jsonb_typeof(e."value") <> 'null' AND e."key" LIKE 'Custom%' ORDER BY 1
                """))
        .containsExactly("Custom1|string", "Custom2|string", "Custom3|number", "Custom4|string");
  }

  @Test
  void theTablesHoldNothingButWhatLegacyHad() {
    assertThat(students.lines("SELECT DISTINCT \"source\" FROM \"student\".\"students\""))
        .containsExactly("legacy");
    assertThat(
            students.lines(
                """
                SELECT "table_name", count(*) FROM information_schema.columns
                WHERE "table_schema" = 'student'
                  AND "table_name" IN ('students', 'student_demographics', 'student_contacts')
                GROUP BY "table_name" ORDER BY "table_name"
                """))
        .as("id, tenant_id, student_id and what the columns' fates name")
        .containsExactly("student_contacts|10", "student_demographics|22", "students|27");
  }

  private static Map<String, @Nullable String> expected(ColumnFate fate, DemoDistrict district) {
    Map<String, @Nullable String> expected = new HashMap<>();
    Map<Object, @Nullable String> known = new HashMap<>();
    Set<String> dead = district.deadKeys("student");
    district
        .legacy()
        .rows(
            "SELECT [Id], [%s] FROM [dbo].[Student]".formatted(fate.column()),
            row -> {
              String key = row.getString(1);
              Object value = value(row);
              if (!dead.contains(key)) {
                expected.put(
                    key,
                    value == null
                        ? null
                        : known.computeIfAbsent(value, v -> fate.expected().of(v, district)));
              }
              return key;
            });
    return expected;
  }

  /** The second column, times as times of java.time. */
  private static @Nullable Object value(ResultSet row) throws SQLException {
    return row.getMetaData().getColumnType(2) == Types.TIMESTAMP
        ? row.getObject(2, LocalDateTime.class)
        : row.getObject(2);
  }

  private static Set<String> contactsInLegacy(DemoDistrict district, int position) {
    return district
        .legacy()
        .set(
            """
            SELECT [Id] FROM [dbo].[Student]
            WHERE [Contact%1$dIsGuardian] IS NOT NULL OR TRIM(REPLACE(
              CONCAT([Contact%1$dName], [Contact%1$dRelation], [Contact%1$dPhone],
                     [Contact%1$dEmail], [Contact%1$dAddress]), CHAR(9), ' ')) <> ''
            """
                .formatted(position));
  }

  private static String joined(String columns) {
    return """
    SELECT %s FROM "student"."students" s
    JOIN "student"."student_demographics" d
      ON d."student_id" = s."id" AND d."tenant_id" = s."tenant_id"
    LEFT JOIN "student"."student_contacts" c1
      ON c1."student_id" = s."id" AND c1."tenant_id" = s."tenant_id" AND c1."position" = 1
    LEFT JOIN "student"."student_contacts" c2
      ON c2."student_id" = s."id" AND c2."tenant_id" = s."tenant_id" AND c2."position" = 2
    LEFT JOIN "student"."student_contacts" c3
      ON c3."student_id" = s."id" AND c3."tenant_id" = s."tenant_id" AND c3."position" = 3
    WHERE s."tenant_id" = ?
    """
        .formatted(columns);
  }
}
