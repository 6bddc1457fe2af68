package io.tributary.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testing.TestLegacy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The legacy districts have what real ones have, and what a migration can trip over. */
class LegacyShapeTest {

  private static final DateTimeFormatter SQL =
      DateTimeFormatter.ofPattern(
          "yyyy-MM-dd HH:mm:ss[.SSSSSSS][.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S]");

  private static final List<TestLegacy> DISTRICTS = new ArrayList<>();

  @BeforeAll
  static void fill() throws SQLException {
    for (DistrictPlan plan : Plans.small()) {
      TestLegacy legacy = TestLegacy.create();
      legacy.execute("DROP SCHEMA [dbo]");
      try (Connection connection = DriverManager.getConnection(legacy.url(), "sa", "")) {
        DemoData.fill(connection, plan);
      }
      DISTRICTS.add(legacy);
    }
  }

  @AfterAll
  static void close() throws SQLException {
    for (TestLegacy legacy : DISTRICTS) {
      legacy.close();
    }
  }

  @Test
  void aStudentRowHasMoreThanFiftyColumns() {
    assertThat(
            DISTRICTS
                .get(0)
                .query(
                    """
                    SELECT COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS
                    WHERE TABLE_SCHEMA = 'dbo' AND TABLE_NAME = 'Student'
                    """)
                .get(0))
        .asInt()
        .isGreaterThan(50);
  }

  @Test
  void allDistrictsNumberTheirStudentsFromOne() {
    for (TestLegacy legacy : DISTRICTS) {
      assertThat(legacy.query("SELECT MIN([Id]), MAX([Id]), COUNT(*) FROM [dbo].[Student]"))
          .containsExactly("1|60|60");
    }
  }

  @Test
  void theSameGradeHasAnotherKeyInEachDistrict() {
    List<String> keys =
        DISTRICTS.stream()
            .map(d -> d.query("SELECT [Id] FROM [dbo].[Grade] WHERE UPPER(TRIM([Code])) = '03'"))
            .map(rows -> rows.get(0))
            .toList();

    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void theDirtyDistrictSpellsCodesOddly() {
    assertThat(DISTRICTS.get(0).query("SELECT [Code] FROM [dbo].[Grade]")).contains("K", "PK");
    assertThat(DISTRICTS.get(2).query("SELECT [Code] FROM [dbo].[Grade]")).contains(" k ", " pk ");
  }

  @Test
  void attendanceSpellsItsReasonsInOtherCasesAndTheyAreTheSameKey() {
    assertThat(
            DISTRICTS
                .get(0)
                .query(
                    """
                    SELECT COUNT(*) FROM [dbo].[StudentAttendance] [a]
                    JOIN [dbo].[AttendanceReason] [r] ON [r].[Code] = [a].[ReasonCode]
                    WHERE CAST([r].[Code] AS VARBINARY) <> CAST([a].[ReasonCode] AS VARBINARY)
                    """)
                .get(0))
        .asInt()
        .isPositive();
  }

  @Test
  void timesLieInsideTheGapsAndOverlapsOfEachDistrictsZone() {
    List<DistrictPlan> plans = Plans.small();
    for (int i = 0; i < plans.size(); i++) {
      ZoneId zone = plans.get(i).zone();
      List<LocalDateTime> times =
          DISTRICTS.get(i).query("SELECT [TakenOn] FROM [dbo].[AssessmentResult]").stream()
              .map(text -> LocalDateTime.parse(text, SQL))
              .toList();

      assertThat(times).anyMatch(time -> zone.getRules().getValidOffsets(time).isEmpty());
      assertThat(times).anyMatch(time -> zone.getRules().getValidOffsets(time).size() == 2);
    }
  }

  @Test
  void historyGoesOverFifteenYears() {
    assertThat(
            DISTRICTS
                .get(0)
                .query(
                    "SELECT MIN(YEAR([TakenOn])), MAX(YEAR([TakenOn])) FROM [dbo].[AssessmentResult]"))
        .containsExactly("2011|2026");
  }

  @Test
  void someRowsAreArchivedAndSomeDeleted() {
    for (TestLegacy legacy : DISTRICTS) {
      assertThat(count(legacy, "[Student] WHERE [IsActive] = 0")).isPositive();
      assertThat(count(legacy, "[Student] WHERE [DeletedOn] IS NOT NULL")).isPositive();
    }
  }

  @Test
  void textIsOfEveryKind() {
    List<String> names = new ArrayList<>();
    List<String> bodies = new ArrayList<>();
    for (TestLegacy legacy : DISTRICTS) {
      names.addAll(legacy.query("SELECT [FirstName] FROM [dbo].[Student]"));
      names.addAll(legacy.query("SELECT [LastName] FROM [dbo].[Student]"));
      names.addAll(legacy.query("SELECT [Contact1Name] FROM [dbo].[Student]"));
      bodies.addAll(legacy.query("SELECT [Body] FROM [dbo].[StudentNote]"));
    }

    assertThat(names).as("odd spacing").anyMatch(name -> !name.equals(name.strip()));
    assertThat(names).as("blanks").anyMatch(String::isBlank);
    assertThat(names).as("capitals").anyMatch(n -> n.length() > 3 && n.matches("[A-Z ]+"));
    assertThat(bodies).as("emoji").anyMatch(body -> body.contains("🎉"));
    assertThat(bodies).as("right to left").anyMatch(body -> body.contains("ممتاز"));
    assertThat(bodies).as("combining marks").anyMatch(body -> body.contains("e\u0301"));
    assertThat(bodies).as("long").anyMatch(body -> body.length() > 400);
  }

  @Test
  void keysAreIntegersTextGuidsAndPairs() {
    assertThat(
            DISTRICTS
                .get(0)
                .query(
                    """
                    SELECT [c].TABLE_NAME, COUNT(*) FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE [c]
                    WHERE [c].TABLE_NAME = 'StaffSchool' GROUP BY [c].TABLE_NAME
                    """))
        .containsExactly("StaffSchool|2");
    assertThat(IntStream.range(0, 3).mapToObj(DISTRICTS::get))
        .allSatisfy(
            d -> assertThat(d.query("SELECT [Id] FROM [dbo].[StudentNote]").get(0)).hasSize(36));
  }

  private static int count(TestLegacy legacy, String from) {
    return Integer.parseInt(legacy.query("SELECT COUNT(*) FROM [dbo]." + from).get(0));
  }
}
