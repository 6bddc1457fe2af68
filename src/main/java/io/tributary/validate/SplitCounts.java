package io.tributary.validate;

import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.legacy.LegacyTable;
import io.tributary.manifest.RowMapping;
import io.tributary.manifest.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How many rows the mapping makes of each table that a legacy row fills 0..n times, without mapping
 * any: the legacy server counts in one pass in how many rows the columns of {@code when} are not
 * blank, less the rows that are filtered or dead letters. What is blank is what the mapper takes
 * for it.
 */
final class SplitCounts {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final LegacyDatabase legacy;

  SplitCounts(ComparedEntity compared, LedgerEvidence ledger, LegacyDatabase legacy) {
    this.compared = compared;
    this.ledger = ledger;
    this.legacy = legacy;
  }

  /** Counts now. Tables of which legacy's own columns do not tell are left out. */
  Map<String, Long> take(ProofSession session) {
    LegacyTable columns = legacy.describe(compared.entity());
    List<TableMapping> tables =
        compared.entity().into().stream()
            .filter(mapping -> !mapping.each().isEmpty())
            .filter(mapping -> isToldBy(mapping, columns))
            .toList();
    Map<String, Long> counts = new TreeMap<>();
    if (tables.isEmpty()) {
      return counts;
    }
    List<Long> rows = inTarget(session, tables.stream().flatMap(SplitCounts::conditions).toList());
    int next = 0;
    for (TableMapping table : tables) {
      long made = 0;
      for (int i = 0; i < table.each().size(); i++) {
        made += rows.get(next++);
      }
      counts.put(table.table(), made);
    }
    return counts;
  }

  /** A key of the parent that the reader has joined is no column of legacy's own. */
  private static boolean isToldBy(TableMapping mapping, LegacyTable columns) {
    return conditions(mapping)
        .flatMap(List::stream)
        .allMatch(name -> columns.find(name).isPresent());
  }

  private static Stream<List<String>> conditions(TableMapping mapping) {
    return mapping.each().stream().map(RowMapping::when);
  }

  /** In how many of the legacy rows that should be in the target each condition holds. */
  private List<Long> inTarget(ProofSession session, List<List<String>> conditions) {
    LeftOutKeys leftOut = new LeftOutKeys(ledger, session);
    return leftOut
        .ifFew()
        .map(keys -> legacy.filled(compared.entity(), conditions, keys, true))
        .orElseGet(() -> subtracted(leftOut, conditions));
  }

  private List<Long> subtracted(LeftOutKeys leftOut, List<List<String>> conditions) {
    List<Long> counts =
        new ArrayList<>(legacy.filled(compared.entity(), conditions, List.of(), false));
    leftOut.forEachPage(
        keys -> {
          List<Long> less = legacy.filled(compared.entity(), conditions, keys, false);
          for (int i = 0; i < counts.size(); i++) {
            counts.set(i, counts.get(i) - less.get(i));
          }
        });
    return counts;
  }
}
