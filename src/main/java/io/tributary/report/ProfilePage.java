package io.tributary.report;

import io.tributary.profile.EntityProfile;
import io.tributary.profile.OrphanedReference;
import io.tributary.profile.ProfileReport;
import io.tributary.profile.RepeatedKey;
import io.tributary.validate.Verdict;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** A profile's page for people. Thread-safe. */
final class ProfilePage {

  private static final int MOST_VOLUMES = 400;
  private static final int MOST_PLACES = 60;
  private static final String FILE = "profile.csv";

  private final PageTemplate template = new PageTemplate("profile.html.mustache");

  /** What the template shows. */
  private record Page(
      ProfileReport report,
      Mark mark,
      String headline,
      List<String> sentences,
      Capped<Volume> volumes,
      Capped<ProfilePlace> places,
      String started,
      String ended,
      String took) {}

  /** How much there is of an entity of a district. */
  private record Volume(
      String entity,
      String district,
      Mark mark,
      String rows,
      String filtered,
      String refused,
      String repeated,
      String orphaned) {}

  void write(ProfileReport report, Writer out) throws IOException {
    template.write(
        new Page(
            report,
            mark(report),
            headline(report),
            sentences(report),
            Capped.of(report.entities(), MOST_VOLUMES, ProfilePage::volume, FILE),
            Capped.of(
                report.entities().stream()
                    .sorted(Comparator.comparingLong(ProfilePage::trouble).reversed())
                    .toList(),
                MOST_PLACES,
                ProfilePlace::of,
                FILE),
            Words.moment(report.startedAt()),
            Words.moment(report.endedAt()),
            Words.duration(Duration.between(report.startedAt(), report.endedAt()))),
        out);
  }

  private static Mark mark(ProfileReport report) {
    if (report.isIncomplete() || report.entities().isEmpty()) {
      return Mark.of(Verdict.INCOMPLETE);
    }
    return Mark.of(report.hasBadRows() ? Verdict.DIFFERENT : Verdict.PROVEN);
  }

  private static String headline(ProfileReport report) {
    if (report.entities().isEmpty()) {
      return "Nothing was looked at.";
    }
    long refused = report.entities().stream().mapToLong(EntityProfile::refused).sum();
    String rows =
        Words.count(
            refused,
            "row would be refused for its own values",
            "rows would be refused for their own values");
    if (report.isIncomplete()) {
      return "Not everything could be looked at. As far as is known, " + rows + ".";
    }
    return report.hasBadRows()
        ? "Not all rows would be moved: " + rows + "."
        : "Nothing is known that would keep a row from being moved.";
  }

  private static List<String> sentences(ProfileReport report) {
    List<EntityProfile> all = report.entities();
    return List.of(
        "%s read; %s left out by a rule."
            .formatted(
                Words.count(
                    all.stream().mapToLong(EntityProfile::rows).sum(), "row was", "rows were"),
                Words.count(
                    all.stream().mapToLong(EntityProfile::filtered).sum(), "would be", "would be")),
        "%s of a unique key of the target that another row has, too; %s to a parent that is not there. A row may be counted more than once."
            .formatted(
                Words.count(
                    all.stream().mapToLong(ProfilePage::repeated).sum(),
                    "row has a value",
                    "rows have values"),
                Words.count(
                    all.stream().mapToLong(ProfilePage::orphaned).sum(),
                    "row refers",
                    "rows refer")));
  }

  private static Volume volume(EntityProfile one) {
    return new Volume(
        one.entity(),
        one.tenant(),
        ProfilePlace.mark(one),
        Words.number(one.rows()),
        Words.number(one.filtered()),
        Words.number(one.refused()),
        Words.number(repeated(one)),
        Words.number(orphaned(one)));
  }

  private static long trouble(EntityProfile one) {
    return one.refused() + repeated(one) + orphaned(one) + (one.failure().isPresent() ? 1 : 0);
  }

  private static long repeated(EntityProfile one) {
    return one.repeated().stream().mapToLong(RepeatedKey::refused).sum();
  }

  private static long orphaned(EntityProfile one) {
    return one.orphaned().stream().mapToLong(OrphanedReference::rows).sum();
  }
}
