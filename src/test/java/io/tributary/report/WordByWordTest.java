package io.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.profile.ColumnStatistics;
import io.tributary.profile.EntityProfile;
import io.tributary.profile.OrphanedReference;
import io.tributary.profile.ProfileReport;
import io.tributary.profile.Refusal;
import io.tributary.profile.RepeatedKey;
import io.tributary.validate.ValidationOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each word and number of a small report and a small profile, at its place. The files beside this
 * class are what a person has read and found right.
 */
class WordByWordTest {

  @TempDir Path directory;

  @Test
  void theReportsPage() throws IOException {
    Path page = ReportFiles.write(Reports.small(ValidationOptions.sample(42)), directory);

    assertThat(ReadAloud.text(Files.readString(page))).isEqualTo(expected("small-report.txt"));
  }

  @Test
  void theReportsSpreadsheet() throws IOException {
    Path page = ReportFiles.write(Reports.small(ValidationOptions.sample(42)), directory);

    assertThat(page.resolveSibling("report.csv"))
        .content()
        .isEqualToNormalizingNewlines(expected("small-report.csv"));
  }

  @Test
  void aReportOfEveryRowSaysSoAndHasNoSeed() throws IOException {
    Path page = ReportFiles.write(Reports.small(ValidationOptions.everyRow()), directory);

    assertThat(ReadAloud.text(Files.readString(page)))
        .contains(
            "\nEvery row was to be compared field by field: 315 rows were compared.\n",
            "\nCompared | every row\n")
        .doesNotContain("Seed of the lot");
  }

  @Test
  void theBarsOfTheChartAreAsLongAsTheNumbers() {
    assertThat(PaceView.of(Reports.small(ValidationOptions.sample(42))).items())
        .containsExactly(
            new PaceView("student", "3 min 0 s", "100.0", "270", "2", "100.0"),
            new PaceView("staff", "1 min 30 s", "50.0", "45", "1", "33.3"));
  }

  @Test
  void theProfilesPage() throws IOException {
    Path page = ReportFiles.write(profile(), directory);

    assertThat(ReadAloud.text(Files.readString(page))).isEqualTo(expected("small-profile.txt"));
  }

  @Test
  void theProfilesSpreadsheet() throws IOException {
    Path page = ReportFiles.write(profile(), directory);

    assertThat(page.resolveSibling("profile.csv"))
        .content()
        .isEqualToNormalizingNewlines(expected("small-profile.csv"));
  }

  /** Each number once, so that none can take another's place. */
  static ProfileReport profile() {
    return ProfilePageTest.of(
        List.of(
            ProfilePageTest.good("school"),
            new EntityProfile(
                "staff",
                "oak",
                2_000,
                17,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Duration.ofMillis(700),
                Optional.of("the server is gone")),
            new EntityProfile(
                "student",
                "oak",
                5_000,
                23,
                9,
                List.of(new Refusal("dob", "NOT_CONVERTIBLE", 8)),
                List.of(
                    new ColumnStatistics(
                        "Dob",
                        "datetime",
                        31,
                        32,
                        33,
                        34,
                        35,
                        Optional.of("0001-01-01"),
                        Optional.of("2999-12-31"),
                        36,
                        37,
                        38,
                        39,
                        40),
                    new ColumnStatistics(
                        "Note",
                        "nvarchar(max)",
                        41,
                        42,
                        43,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0,
                        0,
                        0,
                        0)),
                List.of(
                    new RepeatedKey(
                        "students", List.of("code", "year"), List.of("Code", "Year"), 3, 13)),
                List.of(new OrphanedReference(List.of("ClubId", "Part"), "club", 14)),
                Duration.ofMillis(800),
                Optional.empty())));
  }

  private static String expected(String file) throws IOException {
    try (InputStream in = WordByWordTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
