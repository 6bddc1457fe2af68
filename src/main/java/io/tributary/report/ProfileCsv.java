package io.tributary.report;

import io.tributary.profile.ColumnStatistics;
import io.tributary.profile.EntityProfile;
import io.tributary.profile.OrphanedReference;
import io.tributary.profile.ProfileReport;
import io.tributary.profile.Refusal;
import io.tributary.profile.RepeatedKey;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * A profile for spreadsheets: a line each for an entity and tenant, a reason why rows are refused,
 * a key that repeats, a reference to nothing, and a column.
 */
final class ProfileCsv {

  private enum Column {
    RECORD,
    ENTITY,
    TENANT,
    ROWS,
    FILTERED,
    REFUSED,
    COLUMN,
    REASON,
    TABLE,
    PARENT,
    KEYS,
    TYPE,
    NULLS,
    BLANKS,
    MAX_LENGTH,
    TARGET_LENGTH,
    TOO_LONG,
    MIN,
    MAX,
    BEFORE_1900,
    DEFAULT_DATES,
    FAR_FUTURE,
    NUL_CHARACTERS,
    UNPAIRED_SURROGATES,
    MILLIS,
    MESSAGE
  }

  private final Spreadsheet<Column> sheet;

  ProfileCsv(Writer out) throws IOException {
    this.sheet = new Spreadsheet<>(out, Column.class);
  }

  void write(ProfileReport report) throws IOException {
    for (EntityProfile one : report.entities()) {
      write(one);
    }
  }

  private void write(EntityProfile one) throws IOException {
    line("entity", one)
        .put(Column.ROWS, one.rows())
        .put(Column.FILTERED, one.filtered())
        .put(Column.REFUSED, one.refused())
        .put(Column.MILLIS, one.duration().toMillis())
        .put(Column.MESSAGE, one.failure())
        .print();
    for (Refusal refusal : one.refusals()) {
      line("refusal", one)
          .put(Column.REFUSED, refusal.rows())
          .put(Column.COLUMN, refusal.column())
          .put(Column.REASON, refusal.reason())
          .print();
    }
    for (RepeatedKey key : one.repeated()) {
      line("repeated-key", one)
          .put(Column.ROWS, key.rows())
          .put(Column.REFUSED, key.refused())
          .put(Column.KEYS, key.keys())
          .put(Column.COLUMN, joined(key.legacyColumns()))
          .put(Column.TABLE, key.table())
          .print();
    }
    for (OrphanedReference reference : one.orphaned()) {
      line("orphaned-reference", one)
          .put(Column.ROWS, reference.rows())
          .put(Column.COLUMN, joined(reference.columns()))
          .put(Column.PARENT, reference.parent())
          .print();
    }
    for (ColumnStatistics column : one.columns()) {
      write(one, column);
    }
  }

  private void write(EntityProfile one, ColumnStatistics column) throws IOException {
    line("column", one)
        .put(Column.COLUMN, column.column())
        .put(Column.TYPE, column.type())
        .put(Column.NULLS, column.nulls())
        .put(Column.BLANKS, column.blanks())
        .put(Column.MAX_LENGTH, column.maxLength())
        .put(Column.TARGET_LENGTH, column.targetLength())
        .put(Column.TOO_LONG, column.tooLong())
        .put(Column.MIN, column.min())
        .put(Column.MAX, column.max())
        .put(Column.BEFORE_1900, column.before1900())
        .put(Column.DEFAULT_DATES, column.defaultDates())
        .put(Column.FAR_FUTURE, column.farFuture())
        .put(Column.NUL_CHARACTERS, column.nulCharacters())
        .put(Column.UNPAIRED_SURROGATES, column.unpairedSurrogates())
        .print();
  }

  private Spreadsheet<Column>.Line line(String kind, EntityProfile one) {
    return sheet.line(kind).put(Column.ENTITY, one.entity()).put(Column.TENANT, one.tenant());
  }

  private static String joined(List<String> columns) {
    return String.join(", ", columns);
  }
}
