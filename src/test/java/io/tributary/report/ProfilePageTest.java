package io.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.profile.ColumnStatistics;
import io.tributary.profile.EntityProfile;
import io.tributary.profile.OrphanedReference;
import io.tributary.profile.ProfileJson;
import io.tributary.profile.ProfileReport;
import io.tributary.profile.Refusal;
import io.tributary.profile.RepeatedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a district's office reads of what it has, before it is moved. */
class ProfilePageTest {

  @TempDir Path directory;

  @Test
  void aPageTellsWhatWouldStayBehindAndWhatTheColumnsHold() throws IOException {
    String page = page(of(List.of(bad("student"), good("school"))));

    assertThat(page)
        .contains(
            "✗</span> Not all rows would be moved: 9 rows would be refused",
            "1 row would be refused: birth_date time of day lost",
            "4 rows share 2 values of StateId, a unique key of students",
            "1 row refers by GradeId to a missing grade",
            "41 of 40",
            "1 too long, 2 with a NUL character",
            "1987-03-01");
    assertThat(page.indexOf("student of a")).isLessThan(page.indexOf("school of a"));
  }

  @Test
  void whatIsCleanAndWhatWasNotSeenReadOtherwise() throws IOException {
    EntityProfile gone =
        profile("staff", 0, List.of(), List.of(), List.of(), Optional.of("the server is gone"));

    assertThat(page(of(List.of(good("school")))))
        .contains("✓</span> Nothing is known that would keep a row from being moved.");
    assertThat(page(of(List.of(good("school"), gone))))
        .contains("Not everything could be looked at.", "the server is gone")
        .doesNotContain("Nothing is known");
    assertThat(page(of(List.of()))).contains("!</span> Nothing was looked at.");
  }

  @Test
  void whatHasTheMostAgainstItComesFirst() throws IOException {
    List<OrphanedReference> orphans = List.of(new OrphanedReference(List.of("A"), "a", 9));
    List<RepeatedKey> repeated = List.of(new RepeatedKey("t", List.of("b"), List.of("B"), 2, 10));
    String page =
        page(
            of(
                List.of(
                    profile("six", 6, List.of(), List.of(), List.of(), Optional.empty()),
                    profile("gap", 0, List.of(), List.of(), List.of(), Optional.of("gone")),
                    profile("nine", 0, List.of(), List.of(), orphans, Optional.empty()),
                    profile("eight", 0, List.of(), repeated, List.of(), Optional.empty()),
                    profile("fifteen", 7, List.of(), repeated, List.of(), Optional.empty()),
                    profile("sixteen", 7, List.of(), List.of(), orphans, Optional.empty()))));

    assertThat(page)
        .containsSubsequence(
            "sixteen of a", "fifteen of a", "nine of a", "eight of a", "six of a", "gap of a");
  }

  @Test
  void programsGetTheProfileWhole() throws IOException {
    ProfileReport report = of(List.of(bad("student")));

    Path page = ReportFiles.write(report, directory);

    assertThat(page.resolveSibling("profile.json")).hasContent(new ProfileJson().of(report));
  }

  @Test
  void aPageNeedsNoNetworkAndWhatComesFromLegacyIsNeverMarkup() throws IOException {
    String page = page(of(List.of(bad("<script>alert('x')</script>"))));

    assertThat(page)
        .contains("default-src 'none'", "&lt;script&gt;alert(")
        .doesNotContain("<script", "http://", "https://", "<link", "<img", "@import", "url(");
  }

  @Test
  void aLongListEndsWithHowMuchIsLeftOut() throws IOException {
    String page = page(of(Collections.nCopies(401, good("school"))));

    assertThat(page).contains("and 1 more, see profile.csv", "and 341 more, see profile.csv");
  }

  @Test
  void theSpreadsheetHasEveryFindingAndColumnAndNoFormula() throws IOException {
    Path page = ReportFiles.write(of(List.of(bad("=1+1"))), directory);

    List<String> lines = Files.readAllLines(page.resolveSibling("profile.csv"));

    assertThat(lines.get(0)).startsWith("record,entity,tenant,rows,filtered,refused,column,");
    assertThat(lines).hasSize(7);
    assertThat(lines.get(1)).startsWith("entity,'=1+1,a,1200,3,9,");
    assertThat(lines.get(2)).startsWith("refusal,'=1+1,a,,,1,birth_date,TIME_OF_DAY_LOST,");
    assertThat(lines.get(3)).startsWith("repeated-key,'=1+1,a,4,,2,StateId,,students,,2,");
    assertThat(lines.get(4)).startsWith("orphaned-reference,'=1+1,a,1,,,GradeId,,,grade,");
    assertThat(lines.get(5)).startsWith("column,'=1+1,a,,,,City,,,,,varchar(60),3,4,41,40,1,,,");
    assertThat(lines.get(6)).contains(",1987-03-01,2020-12-31,");
  }

  private String page(ProfileReport report) throws IOException {
    return Files.readString(ReportFiles.write(report, directory));
  }

  static ProfileReport of(List<EntityProfile> entities) {
    return new ProfileReport(
        UUID.fromString("5f0c8d53-0b68-4d3c-9e07-0c1c2f1d7a02"),
        "northstar",
        "0.1.0",
        Instant.parse("2026-11-22T02:00:00Z"),
        Instant.parse("2026-11-22T02:01:12.5Z"),
        entities);
  }

  static EntityProfile bad(String entity) {
    return profile(
        entity,
        9,
        List.of(new Refusal("birth_date", "TIME_OF_DAY_LOST", 1)),
        List.of(new RepeatedKey("students", List.of("state_id"), List.of("StateId"), 2, 4)),
        List.of(new OrphanedReference(List.of("GradeId"), "grade", 1)),
        Optional.empty());
  }

  static EntityProfile good(String entity) {
    return profile(entity, 0, List.of(), List.of(), List.of(), Optional.empty());
  }

  private static EntityProfile profile(
      String entity,
      long refused,
      List<Refusal> refusals,
      List<RepeatedKey> repeated,
      List<OrphanedReference> orphaned,
      Optional<String> failure) {
    return new EntityProfile(
        entity,
        "a",
        1_200,
        3,
        refused,
        refusals,
        List.of(
            new ColumnStatistics(
                "City",
                "varchar(60)",
                3,
                4,
                41,
                40,
                1,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                2,
                0),
            new ColumnStatistics(
                "DOB",
                "date",
                0,
                0,
                0,
                0,
                0,
                Optional.of("1987-03-01"),
                Optional.of("2020-12-31"),
                0,
                0,
                0,
                0,
                0)),
        repeated,
        orphaned,
        Duration.ofMillis(1_500),
        failure);
  }
}
