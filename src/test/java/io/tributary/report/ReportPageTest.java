package io.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.samskivert.mustache.MustacheException;
import io.tributary.validate.CheckStatus;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.LeftOut;
import io.tributary.validate.Level;
import io.tributary.validate.ValidationReport;
import io.tributary.validate.Verdict;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a district's office reads. */
class ReportPageTest {

  @TempDir Path directory;

  @Test
  void theVerdictComesFirstInPlainWords() throws IOException {
    String proven = page(Reports.of(List.of(Reports.clean("student", "a", 10)), List.of()));
    String different = page(Reports.damaged());
    String nothing = page(Reports.of(List.of(), List.of()));

    assertThat(body(proven))
        .contains(
            "✓</span> Proven: everything that was looked at is as", "The old databases have 10")
        .doesNotContain("As far as");
    assertThat(body(different)).contains("✗</span> Not proven: 1,007 differences were found.");
    assertThat(body(nothing)).contains("Not proven yet", "Nothing was looked at.");
    assertThat(body(different).indexOf("Not proven:")).isLessThan(body(different).indexOf("<nav"));
  }

  @Test
  void aDifferenceIsShownByEntityRowAndColumnWithBothValues() throws IOException {
    String page = page(Reports.damaged());

    assertThat(page)
        .contains(
            "student of springfield",
            "students, legacy key 17",
            ">last_name</td>",
            ">Alvarez␣</bdi>",
            ">Alvarez</bdi>",
            ">(no value)</bdi>",
            "student_contacts, legacy key 23",
            "missing: the row is not there",
            "and 975 more, see report.csv",
            "4 more were counted, and are not listed");
  }

  @Test
  void whatCouldNotBeLookedAtAndDeadLettersAreTold() throws IOException {
    String page = page(Reports.damaged());

    assertThat(page)
        .contains(
            "the legacy database cannot be reached",
            "! north-haverbrook",
            "not convertible",
            "NOT_CONVERTIBLE",
            "springfield (11)",
            "missing parent",
            "waiting",
            "0123456789abcdef".repeat(4),
            "Seed of the lot</dt><dd>42",
            "22 November 2026, 02:00:00 UTC");
  }

  @Test
  void whatComesFromDataIsNeverMarkup() throws IOException {
    String evil = "<script>alert('x')</script>\"&`";
    ValidationReport report =
        Reports.of(
            List.of(
                Reports.findings(
                    evil,
                    evil,
                    5,
                    Optional.of(evil),
                    List.of(
                        Reports.check(
                            Level.SAMPLE,
                            evil,
                            CheckStatus.DIFFERENT,
                            1,
                            List.of(Reports.different(evil, evil, evil, evil, evil)))))),
            List.of());

    String page = page(report);

    assertThat(page).doesNotContain("<script", "alert('x')").contains("&lt;script&gt;alert(");
  }

  @Test
  void aPageNeedsNoNetworkAndNoScript() throws IOException {
    String page = page(Reports.damaged());

    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("<script", "http://", "https://", "<link", "<img", "@import", "url(");
  }

  @Test
  void manyDistrictsAreSummedUpAndWhatIsCleanIsFoldedAway() throws IOException {
    List<EntityFindings> all = new ArrayList<>();
    for (int entity = 0; entity < 383; entity++) {
      for (int district = 0; district < 300; district++) {
        String name = "entity-" + entity;
        all.add(
            entity == 7 && district < 30
                ? Reports.findings(name, "d" + district, 0, Optional.of("gone"), List.of())
                : Reports.clean(name, "d" + district, 100));
      }
    }

    Path page = ReportFiles.write(Reports.of(all, List.of()), directory);

    assertThat(Files.size(page)).isLessThan(1_500_000);
    assertThat(Files.readString(page))
        .contains(
            "270 districts in which every entity is proven",
            "382 entities that are proven in every district",
            "and 10 more, see report.csv");
    assertThat(Files.readString(page).lines().filter(line -> line.contains("<details open")))
        .isEmpty();
  }

  @Test
  void theSpreadsheetHasEveryListedDifferenceAndNoFormula() throws IOException {
    ValidationReport report =
        Reports.of(
            List.of(
                Reports.findings(
                    "student",
                    "a",
                    5,
                    Optional.empty(),
                    List.of(
                        Reports.check(
                            Level.SAMPLE,
                            "student",
                            CheckStatus.DIFFERENT,
                            1,
                            List.of(
                                Reports.different(
                                    "students", "1", "nick", "=HYPERLINK(\"x\")", "-3.5")))))),
            Reports.damaged().deadLetters());

    List<String> lines = csv(report);

    assertThat(lines.get(0)).startsWith("record,service,entity,tenant,status,legacy,");
    assertThat(lines).hasSize(7);
    assertThat(lines.get(3))
        .startsWith("difference,students,student,a,,")
        .contains("\"'=HYPERLINK(\"\"x\"\")\",-3.5,holds another value");
    assertThat(csv(Reports.damaged()).stream().filter(line -> line.startsWith("difference,")))
        .hasSize(1_003);
  }

  @Test
  void aReportOfAPartNamesWhatWasNotAskedForAndNeverReadsAsOneOfTheWhole() throws IOException {
    ValidationReport report =
        Reports.of(
            List.of(Reports.clean("student", "a", 10)),
            List.of(),
            new LeftOut(List.of("identity"), List.of("account", "login"), List.of("b")),
            List.of());

    String page = page(report);

    assertThat(body(page))
        .contains(
            "✓</span> Proven of what was selected, which is not all",
            "1 district, 2 entities, 1 whole service",
            "<h3>Not asked for</h3>",
            "– identity</span>",
            "– account</span>",
            "– login</span>",
            "– b</span>")
        .doesNotContain("Proven: everything");
    assertThat(csv(report))
        .anyMatch(line -> line.startsWith("left-out,identity,,,"))
        .anyMatch(line -> line.startsWith("left-out,,account,,"))
        .anyMatch(line -> line.startsWith("left-out,,,b,"));
    assertThat(json(report).at("/leftOut/tenants/0").asText()).isEqualTo("b");
    assertThat(ReportSchemaTest.schema().validate(json(report))).isEmpty();
  }

  @Test
  void whatWasNotAskedForIsCountedByWhatItIs() throws IOException {
    assertThat(leftOut(List.of("x"), List.of(), List.of())).contains("of them: 1 whole service (");
    assertThat(leftOut(List.of(), List.of("x", "y"), List.of())).contains("of them: 2 entities (");
    assertThat(leftOut(List.of(), List.of(), List.of("x"))).contains("of them: 1 district (");
  }

  private String leftOut(List<String> services, List<String> entities, List<String> tenants)
      throws IOException {
    return page(
        Reports.of(
            List.of(Reports.clean("student", "a", 10)),
            List.of(),
            new LeftOut(services, entities, tenants),
            List.of()));
  }

  @Test
  void whatIsFoundOverAllTablesIsADifferenceLikeAnyOther() throws IOException {
    ValidationReport report =
        Reports.of(
            List.of(Reports.clean("student", "a", 10)),
            List.of(
                Reports.check(
                    Level.UNIQUENESS,
                    "UUIDs over all tables and services",
                    CheckStatus.DIFFERENT,
                    1,
                    List.of(Reports.missing("schools", "3")))),
            LeftOut.NOTHING,
            List.of());

    assertThat(report.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(report.differenceCount()).isEqualTo(1);
    assertThat(body(page(report)))
        .contains(
            "Not proven: 1 difference was found.",
            "all entities of all districts",
            "UUIDs over all tables and services");
    assertThat(csv(report)).anyMatch(line -> line.startsWith("check,(all),(all),(all),DIFFERENT"));
    assertThat(json(report).at("/overall/0/status").asText()).isEqualTo("DIFFERENT");
    assertThat(ReportSchemaTest.schema().validate(json(report))).isEmpty();
  }

  @Test
  void eachServiceIsAddedUp() throws IOException {
    ValidationReport report = Reports.damaged();

    JsonNode students = json(report).at("/services/0");
    assertThat(students.path("service").asText()).isEqualTo("students");
    assertThat(students.path("legacy").asLong() - students.path("mapped").asLong())
        .isEqualTo(students.path("filtered").asLong());
    assertThat(students.path("unaccounted").asLong()).isZero();
    assertThat(students.path("pairs").asLong())
        .isEqualTo(
            report.entities().stream().filter(one -> one.service().equals("students")).count());
    assertThat(csv(report)).anyMatch(line -> line.startsWith("service,students,,,DIFFERENT,"));
    assertThat(body(page(report))).contains(">Not accounted for</th>");
  }

  @Test
  void aPageThatCannotBeWrittenIsToldAsWhatItIs() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("no space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    assertThatThrownBy(() -> new ReportPage().write(Reports.damaged(), full))
        .isInstanceOf(IOException.class)
        .hasMessage("no space left on device");
  }

  @Test
  void aTemplateThatIsMissingOrWrongIsNoPage() {
    assertThatThrownBy(() -> new PageTemplate("missing.mustache"))
        .hasMessage("missing.mustache is not on the class path");
    assertThatThrownBy(
            () -> new PageTemplate("report.html.mustache").write("no page", Writer.nullWriter()))
        .isInstanceOf(MustacheException.class);
  }

  private JsonNode json(ValidationReport report) throws IOException {
    Path page = ReportFiles.write(report, directory);
    return new ObjectMapper().readTree(page.resolveSibling("report.json").toFile());
  }

  private List<String> csv(ValidationReport report) throws IOException {
    Path page = ReportFiles.write(report, directory);
    return Files.readAllLines(page.resolveSibling("report.csv"));
  }

  private String page(ValidationReport report) throws IOException {
    return Files.readString(ReportFiles.write(report, directory));
  }

  private static String body(String page) {
    return page.substring(page.indexOf("<body>"));
  }
}
