package io.tributary.report;

import io.tributary.profile.ColumnStatistics;
import io.tributary.profile.EntityProfile;
import io.tributary.profile.OrphanedReference;
import io.tributary.profile.Refusal;
import io.tributary.profile.RepeatedKey;
import io.tributary.validate.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * An entity of a district, with what a person should look at and the statistics of its columns.
 *
 * @param findings in sentences
 */
record ProfilePlace(
    String entity, String district, Mark mark, List<String> findings, List<Column> columns) {

  /** A legacy column. */
  record Column(
      String name,
      String type,
      String nulls,
      String blanks,
      String length,
      String least,
      String greatest,
      String suspicions) {}

  static ProfilePlace of(EntityProfile one) {
    return new ProfilePlace(
        one.entity(),
        one.tenant(),
        mark(one),
        findings(one),
        one.columns().stream().map(ProfilePlace::column).toList());
  }

  /** A sign for whether all rows would go. */
  static Mark mark(EntityProfile one) {
    if (one.hasBadRows()) {
      return new Mark("bad", "✗", "rows stay");
    }
    return one.failure().isPresent()
        ? Mark.of(Verdict.INCOMPLETE)
        : new Mark("ok", "✓", "all rows go");
  }

  private static List<String> findings(EntityProfile one) {
    List<String> findings = new ArrayList<>();
    one.failure().ifPresent(why -> findings.add("Not profiled to its end: " + why));
    for (Refusal refusal : one.refusals()) {
      findings.add(
          "%s would be refused: %s %s"
              .formatted(
                  Words.count(refusal.rows(), "row", "rows"),
                  refusal.column(),
                  Words.plain(refusal.reason())));
    }
    for (RepeatedKey key : one.repeated()) {
      findings.add(
          "%s %s of %s, a unique key of %s"
              .formatted(
                  Words.count(key.rows(), "row shares", "rows share"),
                  Words.count(key.keys(), "value", "values"),
                  String.join(", ", key.legacyColumns()),
                  key.table()));
    }
    for (OrphanedReference reference : one.orphaned()) {
      findings.add(
          "%s by %s to a missing %s"
              .formatted(
                  Words.count(reference.rows(), "row refers", "rows refer"),
                  String.join(", ", reference.columns()),
                  reference.parent()));
    }
    return findings;
  }

  private static Column column(ColumnStatistics column) {
    return new Column(
        column.column(),
        column.type(),
        Words.number(column.nulls()),
        Words.number(column.blanks()),
        column.maxLength() == 0
            ? ""
            : Words.number(column.maxLength())
                + (column.targetLength() == 0 ? "" : " of " + Words.number(column.targetLength())),
        column.min().orElse(""),
        column.max().orElse(""),
        suspicions(column));
  }

  private static String suspicions(ColumnStatistics column) {
    StringJoiner words = new StringJoiner(", ");
    add(words, column.tooLong(), "too long");
    add(words, column.before1900(), "before 1900");
    add(words, column.defaultDates(), "1900-01-01");
    add(words, column.farFuture(), "more than 100 years ahead");
    add(words, column.nulCharacters(), "with a NUL character");
    add(words, column.unpairedSurrogates(), "with half a character");
    return words.toString();
  }

  private static void add(StringJoiner words, long rows, String what) {
    if (rows > 0) {
      words.add(Words.number(rows) + " " + what);
    }
  }
}
