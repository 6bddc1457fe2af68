package io.tributary.cli;

import io.tributary.profile.ColumnStatistics;
import io.tributary.profile.EntityProfile;
import io.tributary.profile.OrphanedReference;
import io.tributary.profile.ProfileReport;
import io.tributary.profile.Refusal;
import io.tributary.profile.RepeatedKey;
import java.io.PrintWriter;
import java.util.List;
import java.util.StringJoiner;

/** A profile as text: the volumes, and what a person should look at. */
final class ProfilePrinter {

  private ProfilePrinter() {}

  static void print(ProfileReport report, PrintWriter out) {
    TextTable volumes =
        new TextTable("entity", "tenant", "rows", "filtered", "refused", "repeated", "orphaned");
    for (EntityProfile one : report.entities()) {
      volumes.add(
          one.entity(),
          one.tenant(),
          one.rows(),
          one.filtered(),
          one.refused(),
          one.repeated().stream().mapToLong(RepeatedKey::refused).sum(),
          one.orphaned().stream().mapToLong(OrphanedReference::rows).sum());
    }
    out.println();
    volumes.print(out);
    report.entities().forEach(one -> printFindings(one, out));
    out.println();
  }

  private static void printFindings(EntityProfile one, PrintWriter out) {
    List<ColumnStatistics> suspicious =
        one.columns().stream().filter(ColumnStatistics::isSuspicious).toList();
    if (!one.hasBadRows() && suspicious.isEmpty() && one.failure().isEmpty()) {
      return;
    }
    out.println();
    out.println(one.entity() + "/" + one.tenant());
    one.failure().ifPresent(why -> out.println("  not profiled to its end: " + why));
    for (Refusal refusal : one.refusals()) {
      out.printf("  %,d refused: %s %s%n", refusal.rows(), refusal.column(), refusal.reason());
    }
    for (RepeatedKey key : one.repeated()) {
      out.printf(
          "  %s %s of %s, a unique key of %s%n",
          Counted.of(key.rows(), "row shares", "rows share"),
          Counted.of(key.keys(), "value"),
          String.join(", ", key.legacyColumns()),
          key.table());
    }
    for (OrphanedReference reference : one.orphaned()) {
      out.printf(
          "  %s by %s to a missing %s%n",
          Counted.of(reference.rows(), "row refers", "rows refer"),
          String.join(", ", reference.columns()),
          reference.parent());
    }
    for (ColumnStatistics column : suspicious) {
      out.println("  " + column.column() + ": " + words(column));
    }
  }

  private static String words(ColumnStatistics column) {
    StringJoiner words = new StringJoiner(", ");
    add(words, column.tooLong(), "longer than " + column.targetLength() + " characters");
    add(words, column.before1900(), "before 1900");
    add(words, column.defaultDates(), "1900-01-01");
    add(words, column.farFuture(), "more than 100 years ahead");
    add(words, column.nulCharacters(), "with a NUL character");
    add(words, column.unpairedSurrogates(), "with half a character");
    return words.toString();
  }

  private static void add(StringJoiner words, long rows, String what) {
    if (rows > 0) {
      words.add("%,d %s".formatted(rows, what));
    }
  }
}
