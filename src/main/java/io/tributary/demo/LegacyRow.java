package io.tributary.demo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row to be inserted, column by column. All rows of a table set the same columns in order. */
final class LegacyRow {

  private final LegacyTable table;
  private final List<String> columns = new ArrayList<>();
  private final List<@Nullable Object> values = new ArrayList<>();

  LegacyRow(LegacyTable table) {
    this.table = table;
  }

  /** Adds a column. */
  LegacyRow with(String column, @Nullable Object value) {
    columns.add(column);
    values.add(value);
    return this;
  }

  /** Changes a column that was added before. */
  LegacyRow replace(String column, @Nullable Object value) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException(table.table() + " has no column " + column);
    }
    values.set(index, value);
    return this;
  }

  LegacyTable table() {
    return table;
  }

  List<String> columns() {
    return columns;
  }

  List<@Nullable Object> values() {
    return values;
  }
}
