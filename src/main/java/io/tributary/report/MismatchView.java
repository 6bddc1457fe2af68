package io.tributary.report;

import io.tributary.validate.Check;
import io.tributary.validate.Difference;
import io.tributary.validate.DifferenceKind;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.ValidationReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Differences, from the entity of a district to its row to the row's columns.
 *
 * @param places those with differences, the worst first
 */
record MismatchView(Capped<Place> places) {

  private static final int MOST_PLACES = 200;
  private static final int MOST_ROWS = 25;

  /** So few places are shown unfolded. */
  private static final int FEW = 3;

  /** An entity of a district. */
  record Place(String entity, String district, String count, boolean open, List<Found> checks) {}

  /** What one check has found there. */
  record Found(
      String level, String subject, String count, String note, Capped<Row> rows, String unlisted) {}

  /**
   * A row, or what is about no single row.
   *
   * @param name the table, and the row's legacy key if it is known
   * @param id its UUID; empty if it is not known
   * @param span how many lines it has
   */
  record Row(String name, String id, int span, List<Line> lines) {}

  /** A column of it; or the whole of it, if no column is named. */
  record Line(String kind, String column, String expected, String actual, String message) {}

  private record Key(Optional<String> table, Optional<String> legacyKey, Optional<String> id) {

    static Key of(Difference difference) {
      return new Key(difference.table(), difference.legacyKey(), difference.id());
    }
  }

  static MismatchView of(ValidationReport report) {
    List<EntityFindings> worstFirst =
        report.everything().stream()
            .filter(findings -> findings.differenceCount() > 0)
            .sorted(Comparator.comparingLong(EntityFindings::differenceCount).reversed())
            .toList();
    return new MismatchView(
        Capped.of(worstFirst, MOST_PLACES, findings -> place(findings, worstFirst.size() <= FEW)));
  }

  private static Place place(EntityFindings findings, boolean open) {
    boolean ofAll = findings.entity().equals(ValidationReport.ALL);
    return new Place(
        ofAll ? "all entities" : findings.entity(),
        ofAll ? "all districts" : findings.tenant(),
        Words.count(findings.differenceCount(), "difference", "differences"),
        open,
        findings.checks().stream()
            .filter(check -> check.differenceCount() > 0)
            .map(MismatchView::found)
            .toList());
  }

  private static Found found(Check check) {
    Map<Key, List<Difference>> rows = new LinkedHashMap<>();
    check
        .differences()
        .forEach(one -> rows.computeIfAbsent(Key.of(one), key -> new ArrayList<>()).add(one));
    long unlisted = check.differenceCount() - check.differences().size();
    return new Found(
        check.level().word(),
        check.subject(),
        Words.count(check.differenceCount(), "difference", "differences"),
        check.note(),
        Capped.of(
            List.copyOf(rows.entrySet()), MOST_ROWS, row -> row(row.getKey(), row.getValue())),
        unlisted == 0
            ? ""
            : Words.count(unlisted, "more was counted, and is", "more were counted, and are")
                + " not listed");
  }

  private static Row row(Key key, List<Difference> differences) {
    String table = key.table().orElse("the whole entity");
    return new Row(
        key.legacyKey().map(legacy -> table + ", legacy key " + legacy).orElse(table),
        key.id().orElse(""),
        differences.size(),
        differences.stream().map(MismatchView::line).toList());
  }

  private static Line line(Difference difference) {
    return new Line(
        Words.plain(difference.kind().name()),
        difference.column().orElse(""),
        value(difference, difference.expected()),
        value(difference, difference.actual()),
        difference.message());
  }

  /** No value means NULL only where two values of a column are compared. */
  private static String value(Difference difference, Optional<String> value) {
    boolean compared =
        difference.kind() == DifferenceKind.DIFFERENT && difference.column().isPresent();
    return compared || value.isPresent() ? Words.value(value) : "–";
  }
}
