package io.tributary.validate;

import io.tributary.ledger.LedgerEvidence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Looks in the tables of an entity for rows of the tenant that no legacy row leads to. */
final class ExtraSearch {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final List<TableInHand> tables;
  private final RowFindings findings;
  private final Set<TableInHand> withExtras = new LinkedHashSet<>();

  ExtraSearch(
      ComparedEntity compared,
      LedgerEvidence ledger,
      List<TableInHand> tables,
      RowFindings findings) {
    this.compared = compared;
    this.ledger = ledger;
    this.tables = tables;
    this.findings = findings;
  }

  /**
   * Looks for them.
   *
   * @return the keys of legacy rows that some of them are of, if these are there (again)
   */
  List<String> begin(Connection connection) throws SQLException {
    List<String> origins = new ArrayList<>();
    for (TableInHand table : searched()) {
      if (table.table().isGuarded(connection)) {
        findings.note(
            "row-level security holds for "
                + table.name()
                + ": extra rows that it hides from this login were not seen");
      }
      table.keys().analyze(connection);
      List<UUID> extras =
          table
              .keys()
              .extras(connection, compared.tenant().id(), brought(table), Check.MOST_LISTED);
      if (!extras.isEmpty()) {
        withExtras.add(table);
      }
      for (UUID id : extras) {
        ledger
            .origin(connection, id)
            .filter(origin -> origin.sameEntity() && origin.sameTenant())
            .ifPresent(origin -> origins.add(origin.legacyKey()));
      }
    }
    return origins;
  }

  /** Tells of those that are left, once the legacy rows of {@link #begin} were looked at again. */
  void finish(Connection connection) throws SQLException {
    for (TableInHand table : withExtras) {
      new ExtraRows(compared, ledger, table.keys(), brought(table)).tell(connection, findings);
    }
  }

  private List<TableInHand> searched() {
    List<TableInHand> searched = new ArrayList<>();
    for (TableInHand table : tables) {
      boolean main = table.name().equals(compared.entity().into().get(0).table());
      if (!table.table().isOwned()) {
        findings.notDone(
            "nothing tells whose rows " + table.name() + " has, so extra rows were not looked for");
      } else if (!main && compared.othersThatFill(table.name()).findAny().isPresent()) {
        findings.notDone(
            "another entity fills " + table.name() + " too, so extra rows were not looked for");
      } else {
        searched.add(table);
      }
    }
    return searched;
  }

  /** In a table that several entities fill, another's rows are none of ours. */
  private Optional<String> brought(TableInHand table) {
    if (compared.othersThatFill(table.name()).findAny().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(ledger.notOfOthers("t." + table.table().keyName()));
  }
}
