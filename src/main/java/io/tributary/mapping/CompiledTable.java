package io.tributary.mapping;

import io.tributary.copy.TableRows;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import java.util.List;

/**
 * One target table and the rows that a legacy row makes in it.
 *
 * @param table the table
 * @param columns the columns that are written, in the table's own order, so that a manifest that is
 *     merely rearranged gives the same bytes and hashes
 * @param rows at least one
 */
record CompiledTable(TargetTable table, List<TargetColumn> columns, List<CompiledRow> rows) {

  /** An empty buffer for a chunk of that many legacy rows. */
  TableRows newRows(int legacyRows, boolean keepsValues) {
    int guess = Math.min(1 << 20, 64 + legacyRows * (2 + columns.size() * 12));
    return new TableRows(table, columns, keepsValues, guess);
  }

  /** Writes all rows that the legacy row has in this table. */
  void write(RowInHand row, TableRows out) {
    for (CompiledRow compiled : rows) {
      compiled.write(row, out);
    }
  }
}
