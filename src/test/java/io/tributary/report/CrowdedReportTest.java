package io.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tributary.validate.Check;
import io.tributary.validate.CheckStatus;
import io.tributary.validate.Difference;
import io.tributary.validate.DifferenceKind;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.LeftOut;
import io.tributary.validate.Level;
import io.tributary.validate.ValidationReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of many things is in sight, and what is folded away or counted only. */
class CrowdedReportTest {

  @Test
  void eightDistrictsFitBesideEachOtherAndNineDoNot() {
    GridView eight = GridView.of(report(districts(8)));
    GridView nine = GridView.of(report(districts(9)));

    assertThat(eight.whole()).isTrue();
    assertThat(eight.rows().open()).hasSize(1);
    assertThat(eight.rows().open().get(0).cells()).hasSize(8);
    assertThat(nine.whole()).isFalse();
    assertThat(nine.rows().open()).isEmpty();
    assertThat(nine.districts().open()).hasSize(9);
  }

  @Test
  void aPairThatWasNotAskedForHasAnEmptyCell() {
    GridView grid =
        GridView.of(
            report(
                Stream.of(
                    Reports.clean("student", "oak", 10),
                    Reports.clean("student", "elm", 10),
                    Reports.clean("staff", "elm", 10))));

    assertThat(grid.rows().open().get(1).cells())
        .extracting(GridView.Cell::district, cell -> cell.mark().word(), GridView.Cell::rows)
        .containsExactly(tuple("oak", "not asked for", ""), tuple("elm", "proven", "10 rows"));
  }

  @Test
  void ofMoreThanFortyLinesThoseThatAreProvenAreFoldedAway() {
    GridView forty = GridView.of(report(districts(40)));
    GridView more =
        GridView.of(report(Stream.concat(districts(40), Stream.of(different("oak", 1)))));

    assertThat(forty.districts().open()).hasSize(40);
    assertThat(forty.districts().anyFolded()).isFalse();
    assertThat(more.districts().open()).extracting(SumLine::name).containsExactly("oak");
    assertThat(more.districts().anyOpen()).isTrue();
    assertThat(more.districts().folded()).hasSize(40).allMatch(SumLine::clean);
    assertThat(more.districts().anyFolded()).isTrue();
    assertThat(GridView.of(report(Stream.of())).districts().anyOpen()).isFalse();
  }

  @Test
  void threePlacesThatDifferAreOpenAndFourAreNotAndWhatIsProvenIsNone() {
    Stream<EntityFindings> three =
        Stream.of(
            different("oak", 1),
            Reports.clean("student", "fir", 1),
            different("elm", 5),
            different("ash", 3));
    Stream<EntityFindings> four =
        IntStream.range(0, 4).mapToObj(number -> different("d" + number, 1));

    assertThat(MismatchView.of(report(three)).places().items())
        .allMatch(MismatchView.Place::open)
        .extracting(MismatchView.Place::district)
        .containsExactly("elm", "ash", "oak");
    assertThat(MismatchView.of(report(four)).places().items())
        .hasSize(4)
        .noneMatch(MismatchView.Place::open);
  }

  @Test
  void onlyWhatAPlacesChecksFoundIsShown() {
    MismatchView.Place place =
        MismatchView.of(
                report(
                    Stream.of(
                        findings(
                            "oak",
                            Reports.check(Level.COUNTS, "a", CheckStatus.PASSED, 0, List.of()),
                            Reports.check(
                                Level.SAMPLE,
                                "b",
                                CheckStatus.DIFFERENT,
                                1,
                                List.of(Reports.missing("students", "1")))))))
            .places()
            .items()
            .get(0);

    assertThat(place.checks()).extracting(MismatchView.Found::subject).containsExactly("b");
    assertThat(place.checks().get(0).unlisted()).isEmpty();
    assertThat(place.checks().get(0).rows().items().get(0).lines())
        .extracting(MismatchView.Line::expected)
        .containsExactly("–");
  }

  @Test
  void ofASubjectsNotesThreeAreTold() {
    assertThat(notes("one", "two", "three", "three", "")).isEqualTo("one; two; three");
    assertThat(notes("one", "two", "three", "four", "five"))
        .isEqualTo("one; two; three; and 2 more, see report.csv");
  }

  @ParameterizedTest
  @CsvSource({"10, 10, ''", "11, 10, 'and 1 more, see report.csv'", "0, 0, ''"})
  void whatIsLeftOutOfAListIsCounted(int all, int shown, String more) {
    Capped<Integer> capped =
        Capped.of(IntStream.range(0, all).boxed().toList(), 10, number -> number);

    assertThat(capped.items()).hasSize(shown);
    assertThat(capped.more()).isEqualTo(more);
    assertThat(capped.any()).isEqualTo(shown > 0);
  }

  @Test
  void anEntityThatTookNoTimeHasNoBar() {
    assertThat(PaceView.of(report(Stream.of(timed("a", 0), timed("b", 2), timed("c", 3)))).items())
        .extracting(PaceView::entity, PaceView::timeShare, PaceView::speedShare)
        .containsExactly(tuple("c", "100.0", "0.0"), tuple("b", "66.7", "0.0"));
  }

  @Test
  void whatDiffersIsOpenAndComesFirst() {
    List<LevelView> levels =
        LevelView.of(
            report(
                Stream.of(
                    findings(
                        "oak",
                        Reports.check(Level.COUNTS, "good", CheckStatus.PASSED, 0, List.of()),
                        Reports.check(Level.COUNTS, "bad", CheckStatus.DIFFERENT, 1, List.of()),
                        Reports.check(Level.SAMPLE, "good", CheckStatus.PASSED, 0, List.of()),
                        Reports.check(Level.SAMPLE, "gap", CheckStatus.NOT_DONE, 0, List.of())))));

    assertThat(levels).extracting(LevelView::open).containsExactly(true, false);
    assertThat(levels.get(0).subjects().items())
        .extracting(LevelView.Subject::subject)
        .containsExactly("bad", "good");
    assertThat(levels.get(1).subjects().items())
        .extracting(LevelView.Subject::subject)
        .containsExactly("gap", "good");
  }

  @Test
  void noValueMeansNullOnlyWhereTwoValuesOfAColumnAreCompared() {
    assertThat(expectedOf(DifferenceKind.DIFFERENT, Optional.of("nick"))).isEqualTo("(no value)");
    assertThat(expectedOf(DifferenceKind.DIFFERENT, Optional.empty())).isEqualTo("–");
    assertThat(expectedOf(DifferenceKind.ORPHAN, Optional.of("school_id"))).isEqualTo("–");
  }

  private static String expectedOf(DifferenceKind kind, Optional<String> column) {
    Difference difference =
        new Difference(
            kind,
            Optional.of("students"),
            Optional.of("1"),
            Optional.empty(),
            column,
            Optional.empty(),
            Optional.empty(),
            "any");
    return MismatchView.of(
            report(
                Stream.of(
                    findings(
                        "oak",
                        Reports.check(
                            Level.SAMPLE, "b", CheckStatus.DIFFERENT, 1, List.of(difference))))))
        .places()
        .items()
        .get(0)
        .checks()
        .get(0)
        .rows()
        .items()
        .get(0)
        .lines()
        .get(0)
        .expected();
  }

  private static String notes(String... notes) {
    return LevelView.of(
            report(
                Stream.of(notes)
                    .map(
                        note ->
                            findings(
                                "oak",
                                new Check(
                                    Level.COUNTS,
                                    "students",
                                    CheckStatus.PASSED,
                                    1,
                                    0,
                                    List.of(),
                                    note,
                                    Duration.ZERO)))))
        .get(0)
        .subjects()
        .items()
        .get(0)
        .notes();
  }

  private static Stream<EntityFindings> districts(int number) {
    return IntStream.range(0, number)
        .mapToObj(district -> Reports.clean("student", "d" + district, 10));
  }

  private static EntityFindings different(String district, int differences) {
    return findings(
        district,
        Reports.check(Level.COUNTS, "students", CheckStatus.DIFFERENT, differences, List.of()));
  }

  private static EntityFindings findings(String district, Check... checks) {
    return Reports.findings("student", district, 10, Optional.empty(), List.of(checks));
  }

  private static EntityFindings timed(String entity, long seconds) {
    return new EntityFindings(
        entity,
        "oak",
        "students",
        Optional.empty(),
        List.of(),
        0,
        Duration.ofSeconds(seconds),
        Optional.empty());
  }

  private static ValidationReport report(Stream<EntityFindings> findings) {
    return Reports.of(findings.toList(), List.of(), LeftOut.NOTHING, List.of());
  }
}
