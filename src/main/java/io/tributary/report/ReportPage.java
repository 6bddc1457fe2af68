package io.tributary.report;

import io.tributary.validate.EntityFindings;
import io.tributary.validate.LeftOut;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The page for people, made by the template {@code report.html.mustache}, which escapes whatever it
 * is given. Thread-safe.
 */
final class ReportPage {

  private final PageTemplate template = new PageTemplate("report.html.mustache");

  /** What the template shows. */
  private record Page(
      ValidationReport report,
      Mark mark,
      String headline,
      List<String> sentences,
      List<Fact> facts,
      GridView grid,
      List<LeftOutView> leftOut,
      List<ServiceView> services,
      MismatchView mismatches,
      Capped<GapView> gaps,
      List<LevelView> levels,
      Capped<LetterView> letters,
      Capped<PaceView> paces) {}

  private record Fact(String name, String value) {}

  void write(ValidationReport report, Writer out) throws IOException {
    Totals totals = Totals.of(report.entities());
    template.write(
        new Page(
            report,
            Mark.of(report.verdict()),
            headline(report),
            sentences(report, totals),
            facts(report),
            GridView.of(report),
            LeftOutView.of(report.leftOut()),
            ServiceView.of(report),
            MismatchView.of(report),
            GapView.of(report),
            LevelView.of(report),
            LetterView.of(report),
            PaceView.of(report)),
        out);
  }

  /** A report of a part never reads as one of the whole. */
  private static String headline(ValidationReport report) {
    boolean whole = report.leftOut().isNothing();
    return switch (report.verdict()) {
      case PROVEN ->
          whole
              ? "Proven: everything that was looked at is as the old databases have it."
              : "Proven of what was selected, which is not all: that part is as the old databases"
                  + " have it.";
      case DIFFERENT ->
          "Not proven: "
              + Words.count(report.differenceCount(), "difference was", "differences were")
              + " found.";
      case INCOMPLETE ->
          "Not proven yet: no difference was found, but not everything could be looked at.";
    };
  }

  private static List<String> sentences(ValidationReport report, Totals totals) {
    Map<String, List<EntityFindings>> districts = GridView.group(report, EntityFindings::tenant);
    Map<String, List<EntityFindings>> entities = GridView.group(report, EntityFindings::entity);
    boolean allCounted = report.entities().stream().allMatch(one -> one.counts().isPresent());
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "%s and %s were asked for; of %s, %s proven."
            .formatted(
                Words.count(districts.size(), "district", "districts"),
                Words.count(
                    entities.size(), "entity (kind of record)", "entities (kinds of record)"),
                Words.count(totals.all(), "pair", "pairs of the two"),
                Words.count(totals.proven(), "is", "are")));
    sentences.add(
        "%s have %s: %s moved, %s left out by a rule, %s could not be moved (dead letters)."
            .formatted(
                allCounted
                    ? "The old databases"
                    : "As far as they could be counted, the old databases",
                Words.count(totals.legacy(), "row", "rows"),
                Words.count(totals.mapped(), "was", "were"),
                Words.count(totals.filtered(), "was", "were"),
                Words.number(totals.deadLettered())));
    sentences.add(how(report.options(), totals));
    if (!report.leftOut().isNothing()) {
      sentences.add(leftOut(report.leftOut()));
    }
    return sentences;
  }

  private static String leftOut(LeftOut leftOut) {
    List<String> parts = new ArrayList<>();
    if (!leftOut.tenants().isEmpty()) {
      parts.add(Words.count(leftOut.tenants().size(), "district", "districts"));
    }
    if (!leftOut.entities().isEmpty()) {
      parts.add(Words.count(leftOut.entities().size(), "entity", "entities"));
    }
    if (!leftOut.services().isEmpty()) {
      parts.add(Words.count(leftOut.services().size(), "whole service", "whole services"));
    }
    return "Not asked for, so that this report says nothing of them: "
        + String.join(", ", parts)
        + " (named under “What could not be looked at”).";
  }

  private static String how(ValidationOptions options, Totals totals) {
    String compared = Words.count(totals.compared(), "row was", "rows were");
    return options.full()
        ? "Every row was to be compared field by field: %s compared.".formatted(compared)
        : ("Up to %s of each pair, drawn by lot, were to be compared field by field: %s compared."
                + " Counts, sums, references and uniqueness are looked at for all rows of a pair.")
            .formatted(Words.count(options.sample(), "row", "rows"), compared);
  }

  private static List<Fact> facts(ValidationReport report) {
    ValidationOptions options = report.options();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Validation", report.runId().toString()));
    facts.add(new Fact("Manifest", report.manifest()));
    facts.add(new Fact("Fingerprint of the manifest", report.fingerprint()));
    facts.add(new Fact("Made by", "Tributary, " + report.toolVersion()));
    facts.add(new Fact("Started", Words.moment(report.startedAt())));
    facts.add(new Fact("Ended", Words.moment(report.endedAt())));
    facts.add(
        new Fact("Took", Words.duration(Duration.between(report.startedAt(), report.endedAt()))));
    facts.add(new Fact("Compared", options.full() ? "every row" : options.text()));
    if (!options.full()) {
      facts.add(new Fact("Seed of the lot", Long.toString(options.seed())));
    }
    return facts;
  }
}
