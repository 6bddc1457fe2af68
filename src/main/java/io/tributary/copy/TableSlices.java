package io.tributary.copy;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntPredicate;

/**
 * The rows that a batch adds to one target table, so that those of any range of legacy rows can be
 * sent. Rows that aren't pending (settled before, filtered, refused) are passed over.
 */
final class TableSlices {

  private final TargetTable table;
  private final List<TargetColumn> columns;
  private final List<TableRows> chunks;
  private final BitSet pending;

  /**
   * The slices of one table.
   *
   * @param chunks at least one, all of the same table and columns, in the order of legacy rows
   * @param pending the legacy rows that are to be loaded
   */
  TableSlices(List<TableRows> chunks, BitSet pending) {
    this.table = chunks.get(0).table();
    this.columns = chunks.get(0).columns();
    this.chunks = chunks;
    this.pending = pending;
    for (TableRows chunk : chunks) {
      if (!chunk.columns().equals(columns) || !chunk.table().equals(table)) {
        throw new IllegalArgumentException("chunks of " + table.name() + " differ in columns");
      }
    }
  }

  TargetTable table() {
    return table;
  }

  List<TargetColumn> columns() {
    return columns;
  }

  List<String> columnNames() {
    return columns.stream().map(TargetColumn::name).toList();
  }

  /** Takes slices {@code first} to before {@code end} of a chunk, which lie side by side. */
  @FunctionalInterface
  interface RunVisitor {
    void visit(TableRows rows, int first, int end) throws SQLException;
  }

  /** Hands over the pending slices of legacy rows {@code from} to before {@code to}, in order. */
  void forEachRun(int from, int to, RunVisitor visitor) throws SQLException {
    for (TableRows rows : chunks) {
      int size = rows.size();
      if (size == 0 || rows.legacyRow(size - 1) < from || rows.legacyRow(0) >= to) {
        continue;
      }
      int i = 0;
      while (i < size) {
        int first = i;
        while (i < size && isWanted(rows.legacyRow(i), from, to)) {
          i++;
        }
        if (i > first) {
          visitor.visit(rows, first, i);
        }
        i++;
      }
    }
  }

  /** How many target rows the pending slices of these legacy rows have. */
  long targetRows(int from, int to) throws SQLException {
    long[] sum = {0};
    forEachRun(
        from,
        to,
        (rows, first, end) -> {
          for (int i = first; i < end; i++) {
            sum[0] += rows.targetRows(i);
          }
        });
    return sum[0];
  }

  /** How {@link #absent} rows are found; empty if there are none. */
  Optional<AbsentRows.Columns> columnsOfAbsent() {
    return chunks.stream().flatMap(chunk -> chunk.absent().columns().stream()).findFirst();
  }

  /**
   * Adds the UUIDs of the rows that these legacy rows could have in the table and have not.
   *
   * @param which of the pending legacy rows {@code from} to before {@code to}
   */
  void absent(int from, int to, IntPredicate which, List<UUID> ids) {
    for (TableRows chunk : chunks) {
      chunk.absent().collect(row -> isWanted(row, from, to) && which.test(row), ids);
    }
  }

  private boolean isWanted(int legacyRow, int from, int to) {
    return legacyRow >= from && legacyRow < to && pending.get(legacyRow);
  }

  /** A row that PostgreSQL drops in silence must not count as loaded. */
  void checkCount(String verb, long sent, long taken) {
    if (sent != taken) {
      throw new MigrationException(
          new Problem(
              CopyCode.COUNT_DIFFERS,
              table.schema() + "." + table.name(),
              "PostgreSQL " + verb + " " + taken + " of " + sent + " rows",
              "look for a trigger that drops rows, a row that a policy hides, or a row of another"
                  + " tenant under the same primary key"),
          null);
    }
  }
}
