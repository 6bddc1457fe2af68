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
import java.util.List;

/**
 * A report for spreadsheets: a line each for an entity and tenant, a check, a difference, a
 * service, dead letters of one reason, and what was not selected.
 */
final class ReportCsv {

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
    MESSAGE
  }

  private final Spreadsheet<Column> sheet;

  ReportCsv(Writer out) throws IOException {
    this.sheet = new Spreadsheet<>(out, Column.class);
  }

  void write(ValidationReport report) throws IOException {
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
    sheet
        .line("service")
        .put(Column.SERVICE, totals.service())
        .put(Column.STATUS, totals.verdict().name())
        .put(Column.LEGACY, totals.legacy())
        .put(Column.MAPPED, totals.mapped())
        .put(Column.FILTERED, totals.filtered())
        .put(Column.DEAD_LETTERED, totals.deadLettered())
        .put(Column.EXPECTED, totals.expected())
        .put(Column.ACTUAL, totals.target())
        .put(Column.DIFFERENCES, totals.differences())
        .put(Column.MESSAGE, totals.unaccounted() + " not accounted for")
        .print();
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
    sheet
        .line("left-out")
        .put(column, name)
        .put(Column.MESSAGE, "not selected: this report says nothing of it")
        .print();
  }

  private void write(EntityFindings findings) throws IOException {
    Spreadsheet<Column>.Line line = line("entity", findings);
    findings.counts().ifPresent(counts -> put(line, counts));
    line.put(Column.STATUS, findings.verdict().name())
        .put(Column.ROWS, findings.rows())
        .put(Column.DIFFERENCES, findings.differenceCount())
        .put(Column.MILLIS, findings.duration().toMillis())
        .put(Column.MESSAGE, findings.failure())
        .print();
    for (Check check : findings.checks()) {
      write(findings, check);
    }
  }

  private static void put(Spreadsheet<Column>.Line line, Counts counts) {
    line.put(Column.LEGACY, counts.legacy())
        .put(Column.MAPPED, counts.mapped())
        .put(Column.FILTERED, counts.filtered())
        .put(Column.DEAD_LETTERED, counts.deadLettered());
  }

  private void write(EntityFindings findings, Check check) throws IOException {
    line("check", findings)
        .put(Column.STATUS, check.status().name())
        .put(Column.ROWS, check.rows())
        .put(Column.DIFFERENCES, check.differenceCount())
        .put(Column.MILLIS, check.duration().toMillis())
        .put(Column.LEVEL, check.level().word())
        .put(Column.SUBJECT, check.subject())
        .put(Column.MESSAGE, check.note())
        .print();
    for (Difference difference : check.differences()) {
      write(findings, check, difference);
    }
  }

  private void write(EntityFindings findings, Check check, Difference difference)
      throws IOException {
    line("difference", findings)
        .put(Column.LEVEL, check.level().word())
        .put(Column.SUBJECT, check.subject())
        .put(Column.KIND, difference.kind().name())
        .put(Column.TABLE, difference.table())
        .put(Column.LEGACY_KEY, difference.legacyKey())
        .put(Column.ID, difference.id())
        .put(Column.COLUMN, difference.column())
        .put(Column.EXPECTED, difference.expected())
        .put(Column.ACTUAL, difference.actual())
        .put(Column.MESSAGE, difference.message())
        .print();
  }

  private void write(DeadLetterCount letters) throws IOException {
    sheet
        .line("dead-letters")
        .put(Column.SERVICE, letters.service())
        .put(Column.ENTITY, letters.entity())
        .put(Column.TENANT, letters.tenant())
        .put(Column.STATUS, letters.status())
        .put(Column.DEAD_LETTERED, letters.count())
        .put(Column.KIND, letters.reason())
        .put(Column.COLUMN, letters.column())
        .print();
  }

  private Spreadsheet<Column>.Line line(String kind, EntityFindings findings) {
    return sheet
        .line(kind)
        .put(Column.SERVICE, findings.service())
        .put(Column.ENTITY, findings.entity())
        .put(Column.TENANT, findings.tenant());
  }
}
