package io.tributary.report;

import io.tributary.profile.ColumnStatistics;
import io.tributary.profile.EntityProfile;
import io.tributary.profile.OrphanedReference;
import io.tributary.profile.ProfileReport;
import io.tributary.profile.Refusal;
import io.tributary.profile.RepeatedKey;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/**
 * A profile for spreadsheets: a line each for an entity and tenant, a reason why rows are refused,
 * a key that repeats, a reference to nothing, and a column; column {@code record} says which.
 */
final class ProfileCsv {

  /** The columns, in their order; a line leaves those empty that are not about it. */
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
    MESSAGE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Writer out;

  ProfileCsv(Writer out) {
    this.out = out;
  }

  void write(ProfileReport report) throws IOException {
    print(Arrays.stream(Column.values()).map(Column::word));
    for (EntityProfile one : report.entities()) {
      write(one);
    }
  }

  private void write(EntityProfile one) throws IOException {
    Map<Column, Object> line = line("entity", one);
    line.put(Column.ROWS, one.rows());
    line.put(Column.FILTERED, one.filtered());
    line.put(Column.REFUSED, one.refused());
    line.put(Column.MILLIS, one.duration().toMillis());
    one.failure().ifPresent(why -> line.put(Column.MESSAGE, why));
    print(line);
    for (Refusal refusal : one.refusals()) {
      Map<Column, Object> its = line("refusal", one);
      its.put(Column.REFUSED, refusal.rows());
      its.put(Column.COLUMN, refusal.column());
      its.put(Column.REASON, refusal.reason());
      print(its);
    }
    for (RepeatedKey key : one.repeated()) {
      Map<Column, Object> its = line("repeated-key", one);
      its.put(Column.ROWS, key.rows());
      its.put(Column.REFUSED, key.refused());
      its.put(Column.KEYS, key.keys());
      its.put(Column.COLUMN, joined(key.legacyColumns()));
      its.put(Column.TABLE, key.table());
      print(its);
    }
    for (OrphanedReference reference : one.orphaned()) {
      Map<Column, Object> its = line("orphaned-reference", one);
      its.put(Column.ROWS, reference.rows());
      its.put(Column.COLUMN, joined(reference.columns()));
      its.put(Column.PARENT, reference.parent());
      print(its);
    }
    for (ColumnStatistics column : one.columns()) {
      print(line(one, column));
    }
  }

  private static Map<Column, Object> line(EntityProfile one, ColumnStatistics column) {
    Map<Column, Object> line = line("column", one);
    line.put(Column.COLUMN, column.column());
    line.put(Column.TYPE, column.type());
    line.put(Column.NULLS, column.nulls());
    line.put(Column.BLANKS, column.blanks());
    line.put(Column.MAX_LENGTH, column.maxLength());
    line.put(Column.TARGET_LENGTH, column.targetLength());
    line.put(Column.TOO_LONG, column.tooLong());
    column.min().ifPresent(least -> line.put(Column.MIN, least));
    column.max().ifPresent(greatest -> line.put(Column.MAX, greatest));
    line.put(Column.BEFORE_1900, column.before1900());
    line.put(Column.DEFAULT_DATES, column.defaultDates());
    line.put(Column.FAR_FUTURE, column.farFuture());
    line.put(Column.NUL_CHARACTERS, column.nulCharacters());
    line.put(Column.UNPAIRED_SURROGATES, column.unpairedSurrogates());
    return line;
  }

  private static Map<Column, Object> line(String kind, EntityProfile one) {
    Map<Column, Object> line = new EnumMap<>(Column.class);
    line.put(Column.RECORD, kind);
    line.put(Column.ENTITY, one.entity());
    line.put(Column.TENANT, one.tenant());
    return line;
  }

  private static String joined(List<String> columns) {
    return String.join(", ", columns);
  }

  private void print(Map<Column, Object> line) throws IOException {
    print(
        Arrays.stream(Column.values())
            .map(column -> SpreadsheetText.of(String.valueOf(line.getOrDefault(column, "")))));
  }

  private void print(Stream<String> values) throws IOException {
    CSVFormat.RFC4180.printRecord(out, values.toArray());
  }
}
