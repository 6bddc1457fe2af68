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
  private final RowComparison rows;
  private final boolean full;
  private Counts counts = new Counts(0, 0, 0, 0, List.of());
  private LedgerEvidence.Accounts accounts = new LedgerEvidence.Accounts(0, 0, 0, 0);

  CountCheck(
      ComparedEntity compared,
      LedgerEvidence ledger,
      LegacyDatabase legacy,
      RowComparison rows,
      boolean full) {
    this.compared = compared;
    this.ledger = ledger;
    this.legacy = legacy;
    this.rows = rows;
    this.full = full;
  }

  Check check(ProofSession session) {
    CheckTally tally = take(session);
    return (tally.result().differenceCount() == 0 ? tally : take(session)).result();
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
    List<TableCount> tables = rows.tableCounts().stream().map(this::withExpected).toList();
    counts = new Counts(inLegacy, accounts.mapped(), accounts.filtered(), accounts.dead(), tables);
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
    List<String> unknown = new ArrayList<>();
    for (TableCount table : tables) {
      if (table.expected().isEmpty()) {
        unknown.add(table.table());
      } else if (table.expected().getAsLong() != table.target()) {
        tally.add(
            Difference.of(
                DifferenceKind.COUNT,
                table.table(),
                "",
                "the table has another number of rows than the mapping makes",
                table.target(),
                table.expected().getAsLong()));
      }
    }
    if (!unknown.isEmpty()) {
      tally.note(
          compared.isShared()
              ? "rows of shared tables are counted under uniqueness"
              : "how many rows "
                  + String.join(", ", unknown)
                  + " should have is known to a full comparison only");
    }
    return tally;
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

  /** A table with one row for each legacy row has as many as the mapping store has UUIDs. */
  private TableCount withExpected(TableCount count) {
    boolean several =
        compared.entity().into().stream()
            .filter(mapping -> mapping.table().equals(count.table()))
            .anyMatch(mapping -> !mapping.each().isEmpty());
    boolean others =
        compared.othersThatFill(count.table()).findAny().isPresent() || isNobodys(count.table());
    if ((full && !others) || several || others || compared.isShared()) {
      return others ? new TableCount(count.table(), OptionalLong.empty(), count.target()) : count;
    }
    return new TableCount(count.table(), OptionalLong.of(accounts.distinctIds()), count.target());
  }

  /** Whether nothing tells which rows are the tenant's. */
  private boolean isNobodys(String table) {
    return !compared.isShared()
        && compared.entity().into().stream()
            .filter(mapping -> mapping.table().equals(table))
            .anyMatch(mapping -> compared.ofTenant(mapping, "t").isEmpty());
  }

  private String mainTable() {
    TableMapping main = compared.entity().into().get(0);
    return main.table();
  }
}
