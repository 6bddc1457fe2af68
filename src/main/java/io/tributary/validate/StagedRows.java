package io.tributary.validate;

import io.tributary.batch.DeferredReference;
import io.tributary.copy.CopyPayload;
import io.tributary.copy.ExpectedRows;
import io.tributary.copy.TableRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The rows that a batch makes of one table, as the target should have them, in a temporary table.
 */
record StagedRows(TableInHand table, ExpectedRows rows) {

  /**
   * Stages what a batch makes.
   *
   * @param wanted the legacy rows that count
   * @param findings told of tables that cannot be compared
   */
  static List<StagedRows> of(
      Connection connection,
      CopyPayload payload,
      BitSet wanted,
      List<TableInHand> tables,
      RowFindings findings)
      throws SQLException {
    List<StagedRows> staged = new ArrayList<>();
    for (TableInHand table : tables) {
      List<TableRows> chunks =
          payload.tables().stream()
              .filter(rows -> !rows.isEmpty())
              .filter(rows -> rows.get(0).table().equals(table.table().table()))
              .findFirst()
              .orElse(List.of());
      if (chunks.isEmpty()) {
        continue;
      }
      ExpectedRows rows = ExpectedRows.stage(connection, chunks, wanted);
      if (!table.comparison().isComparable(rows)) {
        findings.notDone("the mapping of " + table.name() + " does not fill its key column");
        continue;
      }
      List<DeferredReference> deferred =
          payload.batch().deferredReferences().stream()
              .filter(reference -> wanted.get(reference.row()))
              .filter(reference -> reference.table().equals(table.name()))
              .toList();
      table.comparison().setDeferred(connection, rows, deferred);
      staged.add(new StagedRows(table, rows));
    }
    return staged;
  }

  /** Rows that a legacy row could have and has not, and which are there nevertheless. */
  Map<UUID, Integer> extraSiblings(Connection connection, BitSet wanted) throws SQLException {
    Set<UUID> there = table.table().there(connection, rows.absentIds(wanted));
    if (there.isEmpty()) {
      return Map.of();
    }
    Map<UUID, Integer> extra = rows.absent(wanted);
    extra.keySet().retainAll(there);
    return extra;
  }
}
