package io.tributary.copy;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Encodes rows for a target table as a mapper would. */
final class TestRows {

  private final TableRows rows;
  private final List<ColumnEncoder> encoders;
  private @Nullable String column;

  /** For these columns of the table. */
  TestRows(TargetTable table, String... columns) {
    List<TargetColumn> sent =
        Stream.of(columns).map(name -> table.column(name).orElseThrow()).toList();
    this.rows = new TableRows(table, sent, false, 16);
    this.encoders = sent.stream().map(ColumnEncoders::of).toList();
  }

  /** Adds target rows of one legacy row. */
  TestRows add(int legacyRow, @Nullable Object[]... targetRows) {
    for (Object[] values : targetRows) {
      rows.beginRow();
      for (int i = 0; i < values.length; i++) {
        column = encoders.get(i).column().name();
        encoders.get(i).encode(values[i], rows.buffer());
      }
    }
    rows.commit(legacyRow);
    return this;
  }

  /** The column that was encoded last. */
  @Nullable String column() {
    return column;
  }

  TableRows rows() {
    return rows;
  }

  static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
