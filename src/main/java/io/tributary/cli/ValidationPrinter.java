package io.tributary.cli;

import io.tributary.validate.Check;
import io.tributary.validate.CheckStatus;
import io.tributary.validate.Difference;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.LeftOut;
import io.tributary.validate.ServiceTotals;
import io.tributary.validate.ValidationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Prints what a validation has found: a table, the first differences, the verdict. */
final class ValidationPrinter {

  private static final int SHOWN = 10;

  private ValidationPrinter() {}

  static void print(ValidationReport report, Path file, PrintWriter out) {
    TextTable table =
        new TextTable("entity", "tenant", "verdict", "legacy", "mapped", "compared", "differences");
    for (EntityFindings findings : report.entities()) {
      table.add(
          findings.entity(),
          findings.tenant(),
          findings.verdict(),
          findings.counts().<Object>map(counts -> counts.legacy()).orElse("-"),
          findings.counts().<Object>map(counts -> counts.mapped()).orElse("-"),
          findings.rows(),
          findings.differenceCount());
    }
    table.print(out);
    out.println();
    printServices(report, out);
    report.everything().forEach(findings -> print(findings, out));
    printLeftOut(report.leftOut(), out);
    out.println(
        "%s%s: %s (%s). %s"
            .formatted(
                report.verdict(),
                report.leftOut().isNothing() ? "" : " (of what was selected)",
                Counted.of(report.differenceCount(), "difference"),
                how(report),
                file));
    out.flush();
  }

  private static void printServices(ValidationReport report, PrintWriter out) {
    TextTable table =
        new TextTable(
            "service",
            "verdict",
            "legacy",
            "mapped",
            "filtered",
            "dead letters",
            "unaccounted",
            "target rows due",
            "there",
            "differences");
    for (ServiceTotals totals : report.services()) {
      table.add(
          totals.service(),
          totals.verdict(),
          totals.legacy(),
          totals.mapped(),
          totals.filtered(),
          totals.deadLettered(),
          totals.unaccounted(),
          totals.expected(),
          totals.target(),
          totals.differences());
    }
    table.print(out);
  }

  private static void printLeftOut(LeftOut leftOut, PrintWriter out) {
    printLeftOut("services", leftOut.services(), out);
    printLeftOut("entities", leftOut.entities(), out);
    printLeftOut("tenants", leftOut.tenants(), out);
  }

  private static void printLeftOut(String what, List<String> names, PrintWriter out) {
    if (!names.isEmpty()) {
      out.println("not selected, " + what + ": " + String.join(", ", names));
    }
  }

  private static String how(ValidationReport report) {
    return report.options().full()
        ? "every row compared"
        : report.options().text() + ", seed " + report.options().seed();
  }

  private static void print(EntityFindings findings, PrintWriter out) {
    String place = findings.entity() + "/" + findings.tenant();
    findings.failure().ifPresent(why -> out.println(place + ": not validated: " + why));
    int shown = 0;
    for (Check check : findings.checks()) {
      if (check.status() == CheckStatus.NOT_DONE) {
        out.println(place + ": " + check.level().word() + " not done: " + check.note());
      }
      for (Difference difference : check.differences()) {
        if (shown++ < SHOWN) {
          out.println(place + ": " + check.level().word() + ": " + line(difference));
        }
      }
    }
    long left = findings.differenceCount() - Math.min(shown, SHOWN);
    if (left > 0) {
      out.println("%s: and %,d more, see the report".formatted(place, left));
    }
  }

  /** Without values: a console is copied into tickets. */
  private static String line(Difference difference) {
    StringBuilder line = new StringBuilder(difference.kind().name());
    difference.table().ifPresent(table -> line.append(' ').append(table));
    difference.column().ifPresent(column -> line.append('.').append(column));
    difference.legacyKey().ifPresent(key -> line.append(" (legacy ").append(key).append(')'));
    return line.append(": ").append(difference.message()).toString();
  }
}
