package io.tributary.mapping;

import io.tributary.batch.WhiteSpace;
import io.tributary.copy.AbsentRows;
import io.tributary.copy.TableRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One target row that a legacy row makes, always or only if some columns are not blank. */
final class CompiledRow {

  private final String table;
  private final @Nullable String part;
  private final int[] when;
  private final CompiledColumn[] columns;
  private final AbsentRows.@Nullable Columns found;

  /**
   * A row.
   *
   * @param part what tells it from the legacy row's other rows; null if it is the legacy row's own
   *     row in the main table
   * @param when legacy columns of which one must not be blank; none if the row always exists
   * @param columns in the order of the table's
   * @param found how the target row is found by its UUID; null if no column holds that
   */
  CompiledRow(
      String table,
      @Nullable String part,
      int[] when,
      List<CompiledColumn> columns,
      AbsentRows.@Nullable Columns found) {
    this.table = table;
    this.part = part;
    this.when = when.clone();
    this.columns = columns.toArray(CompiledColumn[]::new);
    this.found = found;
  }

  private boolean exists(RowInHand row) {
    for (int column : when) {
      if (!WhiteSpace.isBlank(row.value(column))) {
        return true;
      }
    }
    return when.length == 0;
  }

  /**
   * Writes the row, if the legacy row has it. If not, notes its UUID where an earlier state of the
   * legacy row may have brought it.
   */
  void write(RowInHand row, TableRows out) {
    if (!exists(row)) {
      if (found != null && row.mayHaveBeenLoaded()) {
        row.beginTargetRow(table, part);
        out.absent().add(found, row.rowId());
      }
      return;
    }
    row.beginTargetRow(table, part);
    out.beginRow();
    @Nullable Object[] kept = out.keepsValues() ? new Object[columns.length] : null;
    for (int i = 0; i < columns.length; i++) {
      CompiledColumn column = columns[i];
      row.beginColumn(column.column().name());
      Object value = column.value(row);
      column.encode(value, out.buffer());
      if (kept != null) {
        kept[i] = value;
      }
    }
    if (kept != null) {
      out.keepValues(kept);
    }
  }
}
