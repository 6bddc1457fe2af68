package io.tributary.validate;

import io.tributary.batch.Batch;
import io.tributary.batch.DeadLetter;
import io.tributary.copy.ExpectedRows;
import io.tributary.copy.TargetColumn;
import io.tributary.ledger.LedgerEvidence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What differs in a batch that is compared for the second time, in detail. Made anew for each try,
 * so that a try that fails leaves nothing.
 */
final class BatchFindings {

  private final Batch batch;
  private final LedgerEvidence ledger;
  private final ComparedEntity compared;
  private final List<Difference> rowDifferences = new ArrayList<>();
  private final List<Column> columnDifferences = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();
  private final BitSet missingRows = new BitSet();
  private final BitSet presentRows = new BitSet();
  private final BitSet differingRows = new BitSet();
  private final BitSet excused = new BitSet();

  /** A column that differs. */
  record Column(
      DifferenceKind kind,
      String table,
      String legacyKey,
      String id,
      TargetColumn column,
      Optional<String> expected,
      Optional<String> actual,
      int row) {}

  private record Missing(String table, TableComparison.MissingRow row) {}

  BatchFindings(Batch batch, LedgerEvidence ledger, ComparedEntity compared) {
    this.batch = batch;
    this.ledger = ledger;
    this.compared = compared;
  }

  /** Looks at the rows of one table. */
  void look(Connection connection, TableComparison comparison, ExpectedRows rows)
      throws SQLException {
    ComparedTable table = comparison.table();
    for (TableComparison.MissingRow row : comparison.missing(connection, rows)) {
      missing.add(new Missing(table.name(), row));
      missingRows.set(row.row());
    }
    presentRows.or(comparison.present(connection, rows));
    for (TableComparison.ColumnDifference found : comparison.columnDifferences(connection, rows)) {
      boolean isTenant =
          table.tenantColumn().filter(column -> column.equals(found.column())).isPresent();
      columnDifferences.add(
          new Column(
              isTenant ? DifferenceKind.CROSS_TENANT : DifferenceKind.DIFFERENT,
              table.name(),
              batch.keyText(found.row()),
              found.id(),
              found.column(),
              Optional.ofNullable(found.expected()),
              Optional.ofNullable(found.actual()),
              found.row()));
      differingRows.set(found.row());
    }
  }

  /** Rows of a table that legacy rows do not have any more, or never had. */
  void extra(ComparedTable table, Map<UUID, Integer> rows) {
    rows.forEach(
        (id, row) -> {
          differingRows.set(row);
          rowDifferences.add(
              row(
                  DifferenceKind.EXTRA,
                  table.name(),
                  row,
                  id.toString(),
                  "the legacy row does not make this row"));
        });
  }

  /**
   * Weighs what was found with what the ledger says.
   *
   * @param mapped the rows that were mapped
   * @param dead the rows that the mapper refused
   */
  void close(Connection connection, BitSet mapped, BitSet dead) throws SQLException {
    BitSet absent = (BitSet) missingRows.clone();
    absent.andNot(presentRows);
    excused.or(ledger.explained(connection, batch, absent));
    for (Missing one : missing) {
      int row = one.row.row();
      if (!excused.get(row)) {
        rowDifferences.add(
            row(DifferenceKind.MISSING, one.table, row, one.row.id(), "the row is not there"));
      }
    }
    tellRefused(connection, dead);
    tellShared(connection, mapped);
    tellMapping(connection, mapped);
  }

  private void tellRefused(Connection connection, BitSet dead) throws SQLException {
    BitSet unexplained = (BitSet) dead.clone();
    unexplained.andNot(ledger.explained(connection, batch, dead));
    Map<Integer, DeadLetter> letters = batch.deadLetters();
    for (int row : unexplained.stream().toArray()) {
      DeadLetter letter = letters.get(row);
      String reason = letter == null ? "" : " (" + letter.reason() + ")";
      rowDifferences.add(
          new Difference(
              DifferenceKind.MISSING,
              Optional.of(compared.entity().into().get(0).table()),
              Optional.of(batch.keyText(row)),
              Optional.empty(),
              letter == null ? Optional.empty() : letter.column(),
              Optional.empty(),
              Optional.empty(),
              "the row cannot be mapped" + reason + ", and no dead letter tells of it"));
    }
  }

  /**
   * Tells of rows that a step drops and of which the ledger says something else.
   *
   * @param full whether rows that no legacy row makes are looked for besides, these among them
   */
  void tellDropped(Connection connection, BitSet dropped, boolean full) throws SQLException {
    BitSet unexplained = (BitSet) dropped.clone();
    unexplained.andNot(ledger.dropped(connection, batch, dropped));
    Map<Integer, LedgerEvidence.Mapped> known = new HashMap<>();
    ledger.mapped(connection, batch, unexplained).forEach(one -> known.put(one.row(), one));
    for (int row : unexplained.stream().toArray()) {
      Optional<String> id =
          Optional.ofNullable(known.get(row)).map(there -> there.newId().toString());
      if (id.isPresent() && full) {
        continue;
      }
      rowDifferences.add(
          new Difference(
              id.isPresent() ? DifferenceKind.EXTRA : DifferenceKind.MISSING,
              Optional.of(compared.entity().into().get(0).table()),
              Optional.of(batch.keyText(row)),
              id,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              id.isPresent()
                  ? "a step drops the legacy row, and yet it was migrated"
                  : "a step drops the legacy row, and the ledger does not know that it did"));
    }
  }

  /** The first district to bring a shared row decides what it says. */
  private void tellShared(Connection connection, BitSet mapped) throws SQLException {
    if (!compared.isShared() || differingRows.isEmpty()) {
      return;
    }
    BitSet rows = (BitSet) differingRows.clone();
    rows.and(mapped);
    BitSet broughtOtherwise = ledger.broughtOtherwise(connection, batch, rows);
    columnDifferences.removeIf(column -> broughtOtherwise.get(column.row()));
    differingRows.andNot(broughtOtherwise);
  }

  /** What the mapping store says of rows that are there. */
  private void tellMapping(Connection connection, BitSet mapped) throws SQLException {
    BitSet rows = (BitSet) mapped.clone();
    rows.andNot(excused);
    Map<Integer, LedgerEvidence.Mapped> known = new HashMap<>();
    ledger.mapped(connection, batch, rows).forEach(one -> known.put(one.row(), one));
    for (int row : rows.stream().toArray()) {
      LedgerEvidence.Mapped there = known.get(row);
      boolean whole = !missingRows.get(row) && !differingRows.get(row);
      if (there == null) {
        if (!missingRows.get(row)) {
          mappingWrong(row, "", "", "the mapping store does not know the legacy row");
        }
      } else if (!there.newId().equals(batch.uuid(row))) {
        mappingWrong(
            row,
            batch.uuid(row).toString(),
            there.newId().toString(),
            "the mapping store has another UUID");
      } else if (whole && there.rowHash() != batch.hash(row)) {
        mappingWrong(row, "", "", "the mapping store has another hash of the row");
      }
    }
  }

  private void mappingWrong(int row, String expected, String actual, String message) {
    rowDifferences.add(
        new Difference(
            DifferenceKind.MAPPING_WRONG,
            Optional.of(compared.entity().into().get(0).table()),
            Optional.of(batch.keyText(row)),
            Optional.of(batch.uuid(row).toString()),
            Optional.empty(),
            Optional.of(expected).filter(text -> !text.isEmpty()),
            Optional.of(actual).filter(text -> !text.isEmpty()),
            message));
  }

  private Difference row(DifferenceKind kind, String table, int row, String id, String message) {
    return new Difference(
        kind,
        Optional.of(table),
        Optional.of(batch.keyText(row)),
        Optional.of(id),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        message);
  }

  /** Legacy rows of which a dead letter tells why nothing of them is there. */
  BitSet excused() {
    return excused;
  }

  List<Difference> rowDifferences() {
    return rowDifferences;
  }

  List<Column> columnDifferences() {
    return columnDifferences;
  }
}
