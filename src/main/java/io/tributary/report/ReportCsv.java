package io.tributary.report;

import io.tributary.validate.Check;
import io.tributary.validate.Counts;
import io.tributary.validate.DeadLetterCount;
import io.tributary.validate.Difference;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.LeftOut;
import io.tributary.validate.ServiceTotals;
import io.tributary.validate.ValidationReport;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/**
 * A report for spreadsheets: a line each for an entity and tenant, a check, a difference, a
 * service, dead letters of one reason, and what was not selected; column {@code record} says which.
 * Texts that a spreadsheet would take for a formula have an apostrophe before them, as a
 * spreadsheet itself would write it.
 */
final class ReportCsv {

  /** The columns, in their order; a line leaves those empty that are not about it. */
  private enum Column {
    RECORD,
    SERVICE,
    ENTITY,
    TENANT,
    STATUS,
    LEGACY,
    MAPPED,
    FILTERED,
    DEAD_LETTERED,
    ROWS,
    DIFFERENCES,
    MILLIS,
    LEVEL,
    SUBJECT,
    KIND,
    TABLE,
    LEGACY_KEY,
    ID,
    COLUMN,
    EXPECTED,
    ACTUAL,
    MESSAGE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Writer out;

  ReportCsv(Writer out) {
    this.out = out;
  }

  void write(ValidationReport report) throws IOException {
    print(Arrays.stream(Column.values()).map(Column::word));
    for (EntityFindings findings : report.entities()) {
      write(findings);
    }
    for (Check check : report.overall()) {
      write(everything(report), check);
    }
    for (ServiceTotals totals : report.services()) {
      write(totals);
    }
    for (DeadLetterCount letters : report.deadLetters()) {
      write(letters);
    }
    write(report.leftOut());
  }

  private static EntityFindings everything(ValidationReport report) {
    List<EntityFindings> all = report.everything();
    return all.get(all.size() - 1);
  }

  private void write(ServiceTotals totals) throws IOException {
    Line line = new Line("service");
    line.put(Column.SERVICE, totals.service());
    line.put(Column.STATUS, totals.verdict().name());
    line.put(Column.LEGACY, totals.legacy());
    line.put(Column.MAPPED, totals.mapped());
    line.put(Column.FILTERED, totals.filtered());
    line.put(Column.DEAD_LETTERED, totals.deadLettered());
    line.put(Column.EXPECTED, Long.toString(totals.expected()));
    line.put(Column.ACTUAL, Long.toString(totals.target()));
    line.put(Column.DIFFERENCES, totals.differences());
    line.put(Column.MESSAGE, totals.unaccounted() + " not accounted for");
    line.print();
  }

  private void write(LeftOut leftOut) throws IOException {
    for (String service : leftOut.services()) {
      leftOut(Column.SERVICE, service);
    }
    for (String entity : leftOut.entities()) {
      leftOut(Column.ENTITY, entity);
    }
    for (String tenant : leftOut.tenants()) {
      leftOut(Column.TENANT, tenant);
    }
  }

  private void leftOut(Column column, String name) throws IOException {
    Line line = new Line("left-out");
    line.put(column, name);
    line.put(Column.MESSAGE, "not selected: this report says nothing of it");
    line.print();
  }

  private void print(Stream<String> values) throws IOException {
    CSVFormat.RFC4180.printRecord(out, values.toArray());
  }

  private void write(EntityFindings findings) throws IOException {
    Line line = line("entity", findings);
    line.put(Column.STATUS, findings.verdict().name());
    findings.counts().ifPresent(counts -> put(line, counts));
    line.put(Column.ROWS, findings.rows());
    line.put(Column.DIFFERENCES, findings.differenceCount());
    line.put(Column.MILLIS, findings.duration().toMillis());
    line.put(Column.MESSAGE, findings.failure());
    line.print();
    for (Check check : findings.checks()) {
      write(findings, check);
    }
  }

  private static void put(Line line, Counts counts) {
    line.put(Column.LEGACY, counts.legacy());
    line.put(Column.MAPPED, counts.mapped());
    line.put(Column.FILTERED, counts.filtered());
    line.put(Column.DEAD_LETTERED, counts.deadLettered());
  }

  private void write(EntityFindings findings, Check check) throws IOException {
    Line line = line("check", findings);
    line.put(Column.STATUS, check.status().name());
    line.put(Column.ROWS, check.rows());
    line.put(Column.DIFFERENCES, check.differenceCount());
    line.put(Column.MILLIS, check.duration().toMillis());
    line.put(Column.LEVEL, check.level().word());
    line.put(Column.SUBJECT, check.subject());
    line.put(Column.MESSAGE, check.note());
    line.print();
    for (Difference difference : check.differences()) {
      write(findings, check, difference);
    }
  }

  private void write(EntityFindings findings, Check check, Difference difference)
      throws IOException {
    Line line = line("difference", findings);
    line.put(Column.LEVEL, check.level().word());
    line.put(Column.SUBJECT, check.subject());
    line.put(Column.KIND, difference.kind().name());
    line.put(Column.TABLE, difference.table());
    line.put(Column.LEGACY_KEY, difference.legacyKey());
    line.put(Column.ID, difference.id());
    line.put(Column.COLUMN, difference.column());
    line.put(Column.EXPECTED, difference.expected());
    line.put(Column.ACTUAL, difference.actual());
    line.put(Column.MESSAGE, difference.message());
    line.print();
  }

  private void write(DeadLetterCount letters) throws IOException {
    Line line = new Line("dead-letters");
    line.put(Column.SERVICE, letters.service());
    line.put(Column.ENTITY, letters.entity());
    line.put(Column.TENANT, letters.tenant());
    line.put(Column.STATUS, letters.status());
    line.put(Column.DEAD_LETTERED, letters.count());
    line.put(Column.KIND, letters.reason());
    line.put(Column.COLUMN, letters.column());
    line.print();
  }

  private Line line(String kind, EntityFindings findings) {
    Line line = new Line(kind);
    line.put(Column.SERVICE, findings.service());
    line.put(Column.ENTITY, findings.entity());
    line.put(Column.TENANT, findings.tenant());
    return line;
  }

  private final class Line {

    private final Map<Column, String> values = new EnumMap<>(Column.class);

    Line(String kind) {
      values.put(Column.RECORD, kind);
    }

    void put(Column column, long number) {
      values.put(column, Long.toString(number));
    }

    void put(Column column, String text) {
      values.put(column, SpreadsheetText.of(text));
    }

    void put(Column column, Optional<String> text) {
      text.ifPresent(there -> put(column, there));
    }

    void print() throws IOException {
      ReportCsv.this.print(
          Arrays.stream(Column.values()).map(column -> values.getOrDefault(column, "")));
    }
  }
}
