package io.tributary.validate;

import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.LegacyDatabase;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How many rows each target table has of an entity and tenant, and how many it should have: by the
 * mapper where every row was mapped again; else by the mapping store for a table with one row for
 * each legacy row, and by {@link SplitCounts} for one with 0..n.
 */
final class TableCounts {

  private final ComparedEntity compared;
  private final SplitCounts split;
  private final RowComparison rows;
  private final boolean full;

  TableCounts(
      ComparedEntity compared,
      LedgerEvidence ledger,
      LegacyDatabase legacy,
      RowComparison rows,
      boolean full) {
    this.compared = compared;
    this.split = new SplitCounts(compared, ledger, legacy);
    this.rows = rows;
    this.full = full;
  }

  /**
   * Counts now.
   *
   * @param distinctIds how many UUIDs the mapping store has of the entity and tenant
   */
  List<TableCount> take(ProofSession session, long distinctIds) {
    Map<String, Long> ofSplits = full || compared.isShared() ? Map.of() : split.take(session);
    return rows.tableCounts().stream()
        .map(count -> withExpected(count, distinctIds, ofSplits))
        .toList();
  }

  private TableCount withExpected(TableCount count, long distinctIds, Map<String, Long> ofSplits) {
    if (isNotOursAlone(count.table())) {
      return expecting(OptionalLong.empty(), count);
    }
    if (full || compared.isShared()) {
      return count;
    }
    if (!isSplit(count.table())) {
      return expecting(OptionalLong.of(distinctIds), count);
    }
    Long made = ofSplits.get(count.table());
    return expecting(made == null ? OptionalLong.empty() : OptionalLong.of(made), count);
  }

  private static TableCount expecting(OptionalLong expected, TableCount count) {
    return new TableCount(count.table(), expected, count.target());
  }

  /**
   * Whether the columns of legacy tell how many rows the table should have, and not what the route
   * has made of them.
   */
  boolean isToldByLegacy(String table) {
    return !full && !compared.isShared() && isSplit(table) && !isNotOursAlone(table);
  }

  private boolean isSplit(String table) {
    return compared.entity().into().stream()
        .filter(mapping -> mapping.table().equals(table))
        .anyMatch(mapping -> !mapping.each().isEmpty());
  }

  /** Whether other entities fill it, too, or nothing tells which rows are the tenant's. */
  private boolean isNotOursAlone(String table) {
    return compared.othersThatFill(table).findAny().isPresent() || isNobodys(table);
  }

  private boolean isNobodys(String table) {
    return !compared.isShared()
        && compared.entity().into().stream()
            .filter(mapping -> mapping.table().equals(table))
            .anyMatch(mapping -> compared.ofTenant(mapping, "t").isEmpty());
  }
}
