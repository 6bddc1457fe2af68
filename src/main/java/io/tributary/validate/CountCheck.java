package io.tributary.validate;

import io.tributary.batch.KeySum;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.manifest.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Level 1: every legacy row is accounted for, and every target table has as many rows as the
 * mapping makes. Numbers that don't add up are taken once more, since legacy and target may move.
 */
final class CountCheck {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final LegacyDatabase legacy;
  private final TableCounts tableCounts;
  private final boolean stepsMayChangeRows;
  private Counts counts = new Counts(0, 0, 0, 0, List.of());
  private LedgerEvidence.Accounts accounts = new LedgerEvidence.Accounts(0, 0, 0, 0);

  /**
   * The check of one entity and tenant.
   *
   * @param rows what was compared
   * @param full whether every row was
   * @param stepsMayChangeRows whether the mapper may see something else than legacy has
   */
  CountCheck(
      ComparedEntity compared,
      LedgerEvidence ledger,
      LegacyDatabase legacy,
      RowComparison rows,
      boolean full,
      boolean stepsMayChangeRows) {
    this.compared = compared;
    this.ledger = ledger;
    this.legacy = legacy;
    this.tableCounts = new TableCounts(compared, ledger, legacy, rows, full);
    this.stepsMayChangeRows = stepsMayChangeRows;
  }

  Check check(ProofSession session) {
    CheckTally tally = take(session);
    return (tally.result().status() == CheckStatus.PASSED ? tally : take(session)).result();
  }

  /** The numbers, once they were checked. */
  Counts counts() {
    return counts;
  }

  /** What the ledger has, once it was counted. */
  LedgerEvidence.Accounts accounts() {
    return accounts;
  }

  private CheckTally take(ProofSession session) {
    CheckTally tally = new CheckTally(Level.COUNTS, compared.entity().name());
    long inLegacy = legacy.count(compared.entity());
    accounts = session.look(ledger::accounts);
    List<TableCount> tables = tableCounts.take(session, accounts.distinctIds());
    counts =
        new Counts(
            inLegacy,
            accounts.mapped(),
            accounts.filtered(),
            accounts.dead(),
            tables.stream().map(this::withoutGuess).toList());
    tally.looked(inLegacy);
    long accounted = accounts.mapped() + accounts.filtered() + accounts.dead();
    if (inLegacy != accounted) {
      tally.add(
          Difference.of(
              DifferenceKind.COUNT,
              mainTable(),
              "",
              "legacy rows that are mapped, filtered or dead letters are not all that legacy has",
              accounted,
              inLegacy));
    }
    compareKeys(session, tally);
    compareTables(tables, tally);
    return tally;
  }

  private void compareTables(List<TableCount> tables, CheckTally tally) {
    List<String> unknown = new ArrayList<>();
    for (TableCount table : tables) {
      if (table.expected().isEmpty()) {
        unknown.add(table.table());
      } else if (table.expected().getAsLong() != table.target()) {
        compare(table, tally);
      }
    }
    if (compared.isShared()) {
      tally.note("rows of shared tables are counted under uniqueness");
      return;
    }
    for (String table : unknown) {
      if (tableCounts.isToldByLegacy(table)) {
        tally.notDone(
            "no column of legacy's own tells how many rows "
                + table
                + " should have: a full comparison counts them");
      } else {
        tally.note("nothing tells how many rows of " + table + " should be the tenant's");
      }
    }
  }

  /** Where steps may have changed rows, what legacy's columns say is confirmed, or a guess. */
  private boolean isGuess(TableCount table) {
    return stepsMayChangeRows
        && tableCounts.isToldByLegacy(table.table())
        && table.expected().isPresent()
        && table.expected().getAsLong() != table.target();
  }

  private TableCount withoutGuess(TableCount table) {
    return isGuess(table)
        ? new TableCount(table.table(), OptionalLong.empty(), table.target())
        : table;
  }

  private void compare(TableCount table, CheckTally tally) {
    long expected = table.expected().orElseThrow();
    if (isGuess(table)) {
      tally.notDone(
          "by legacy's own columns %s should have %d rows, and it has %d; steps of the route may"
                  .formatted(table.table(), expected, table.target())
              + " change these columns, so that a full comparison has to count them");
      return;
    }
    tally.add(
        Difference.of(
            DifferenceKind.COUNT,
            table.table(),
            "",
            "the table has another number of rows than the mapping makes",
            table.target(),
            expected));
  }

  /**
   * A row that went and one that came make the same number, but not the same keys. Servers sum up
   * keys that are one integer by themselves.
   */
  private void compareKeys(ProofSession session, CheckTally tally) {
    Optional<KeySum> inLegacy = legacy.keySum(compared.entity(), compared.manifest());
    if (inLegacy.isEmpty()) {
      tally.note("the keys of legacy are no integers that could be summed up: they were counted");
      return;
    }
    KeySum known = session.look(ledger::keys);
    if (known.count() == inLegacy.get().count() && !known.matches(inLegacy.get())) {
      tally.add(
          Difference.of(
              DifferenceKind.COUNT,
              mainTable(),
              "the keys that are mapped, filtered or dead letters are as many as legacy has, but"
                  + " not the same"));
    }
  }

  private String mainTable() {
    TableMapping main = compared.entity().into().get(0);
    return main.table();
  }
}
