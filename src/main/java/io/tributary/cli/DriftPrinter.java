package io.tributary.cli;

import io.tributary.drift.Difference;
import io.tributary.drift.DistrictDifference;
import io.tributary.drift.DriftReport;
import io.tributary.drift.Severity;
import java.io.PrintWriter;

/** What has drifted, as text. */
final class DriftPrinter {

  private DriftPrinter() {}

  static void printFreeze(DriftReport report, PrintWriter out) {
    printDistricts(report, out);
    out.println("Frozen: " + databases(report) + ".");
    report.problems().forEach(out::println);
  }

  static void printCheck(DriftReport report, PrintWriter out) {
    if (!report.differences().isEmpty()) {
      TextTable table = new TextTable("severity", "database", "what", "entities");
      for (Difference one : report.differences()) {
        table.add(
            one.severity().words(),
            one.database(),
            one.element() + ": " + one.what() + " (" + one.why() + ")",
            String.join(", ", one.entities()));
      }
      table.print(out);
      out.println();
    }
    printDistricts(report, out);
    out.println(databases(report) + ": " + counts(report) + ".");
    report.problems().forEach(out::println);
  }

  private static String databases(DriftReport report) {
    return Counted.of(report.databases(), "schema");
  }

  private static String counts(DriftReport report) {
    return report.differences().isEmpty()
        ? "nothing has drifted"
        : Counted.of(
                report.count(Severity.BREAKING),
                "difference breaks the mapping",
                "differences break the mapping")
            + ", "
            + Counted.of(report.count(Severity.ATTENTION), "needs attention", "need attention")
            + ", "
            + Counted.of(report.count(Severity.HARMLESS), "is harmless", "are harmless");
  }

  private static void printDistricts(DriftReport report, PrintWriter out) {
    if (!report.districts().isEmpty()) {
      out.println("Districts that differ from the others:");
      for (DistrictDifference one : report.districts()) {
        out.println("  " + one + (one.mapped() ? "" : " (no entity reads it)"));
      }
      out.println();
    }
  }
}
