package io.tributary.copy;

import io.tributary.batch.DeadLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the rows that make PostgreSQL refuse a batch, set-wise: the number of statements depends on
 * the number of tables and constraints, and not on that of rows.
 *
 * <p>The pending rows are staged. Then each constraint is asked once for the rows that break it:
 * CHECKs, foreign keys, unique indexes against the target, unique indexes inside the batch. Before
 * each kind, rows that are refused already are taken out of staging, with all their parts, so that
 * they neither are anyone's parent nor take anyone's key. In the end all is taken back but the
 * empty staging tables.
 *
 * <p>What is found is refused for certain; what isn't found, bisection finds.
 */
final class CulpritSearch {

  private static final Logger LOG = LoggerFactory.getLogger(CulpritSearch.class);

  private final Connection connection;
  private final Optional<StaleRows> stale;
  private final boolean merges;
  private final List<Table> tables = new ArrayList<>();
  private final Map<Integer, DeadLetter> refused = new HashMap<>();
  private final Duplicates duplicates = new Duplicates();

  /** A target table, its rules and its rows, staged. */
  private record Table(TableSlices slices, RowRules rules, StagingTable staging) {
    boolean stages(List<String> columns) {
      return slices.columnNames().containsAll(columns);
    }

    /** Whether the encoders have held every row against that constraint. */
    boolean hasChecked(String constraint) {
      return slices.columns().stream()
          .flatMap(column -> column.checks().stream())
          .anyMatch(check -> check.constraint().equals(constraint));
    }
  }

  private CulpritSearch(Connection connection, Optional<StaleRows> stale) {
    this.connection = connection;
    this.stale = stale;
    this.merges = stale.isPresent();
  }

  /**
   * Finds what can be found. The transaction is usable, and nothing is staged or loaded.
   *
   * @param tables parents first
   * @param rows the batch's number of rows
   * @param stale what is deleted before a merge, where a row whose primary key is in the target
   *     replaces the one there; empty if it doesn't
   * @throws PrimaryKeyTakenException if it doesn't, and a primary key is taken
   */
  static Culprits find(
      Connection connection, List<TableSlices> tables, int rows, Optional<StaleRows> stale)
      throws SQLException, PrimaryKeyTakenException {
    CulpritSearch search = new CulpritSearch(connection, stale);
    Optional<List<RowRules>> rules =
        RuleCatalog.read(connection, tables.stream().map(TableSlices::table).toList());
    if (rules.isPresent()) {
      search.stageAndFind(tables, rules.get(), rows);
    }
    return new Culprits(search.refused, search.duplicates.refused(), search.duplicates.owners());
  }

  private void stageAndFind(List<TableSlices> slices, List<RowRules> rules, int rows)
      throws SQLException, PrimaryKeyTakenException {
    for (int i = 0; i < slices.size(); i++) {
      StagingTable staging = StagingTable.forSearch(connection, slices.get(i));
      tables.add(new Table(slices.get(i), rules.get(i), staging));
    }
    Savepoint before = connection.setSavepoint();
    if (canStage(rows)) {
      if (stale.isPresent()) {
        stale.get().deleteWherePossible(connection, 0, rows);
      }
      findBrokenChecks();
      findMissingParents();
      findConflicts();
      findDuplicates();
    }
    connection.rollback(before);
    connection.releaseSavepoint(before);
  }

  /** Stages the rows; the domain of an array's elements, or of an enum, may keep one out. */
  private boolean canStage(int rows) throws SQLException {
    try {
      for (Table table : tables) {
        table.staging.fill(connection, table.slices, 0, rows);
      }
      return true;
    } catch (SQLException error) {
      if (!Refusals.concernsRow(error)) {
        throw error;
      }
      LOG.atInfo()
          .addKeyValue("sqlstate", error.getSQLState())
          .log("batch-not-staged: its bad rows are found one by one");
      return false;
    }
  }

  private void findBrokenChecks() throws SQLException {
    BitSet found = new BitSet();
    for (Table table : tables) {
      for (RowRules.Check check : table.rules.checks()) {
        if (table.stages(check.columns()) && !table.hasChecked(check.name())) {
          String sql = CulpritSql.brokenCheck(table.staging, check);
          refuse(ask(check, sql), letter(table, check, "23514"), found);
        }
      }
    }
    takeOut(found);
  }

  /** Parents first: a row whose parent is refused here has none any more. */
  private void findMissingParents() throws SQLException {
    for (Table table : tables) {
      BitSet found = new BitSet();
      for (RowRules.Parent parent : table.rules.parents()) {
        Optional<Table> filled = filled(parent);
        boolean isKnown = filled.isEmpty() || filled.get().stages(parent.parentColumns());
        if (table.stages(parent.columns()) && isKnown) {
          String sql = CulpritSql.missingParent(table.staging, parent, filled.map(Table::staging));
          refuse(ask(parent, sql), letter(table, parent, "23503"), found);
        }
      }
      takeOut(found);
    }
  }

  private Optional<Table> filled(RowRules.Parent parent) {
    return tables.stream().filter(t -> t.rules.oid() == parent.parentOid()).findFirst();
  }

  private void findConflicts() throws SQLException, PrimaryKeyTakenException {
    BitSet found = new BitSet();
    for (Table table : tables) {
      Optional<List<String>> replaced =
          merges ? Optional.of(table.slices.table().primaryKey()) : Optional.empty();
      for (RowRules.Unique index : table.rules.uniques()) {
        if (!table.stages(index.used()) || (merges && index.primary())) {
          continue;
        }
        String sql = CulpritSql.conflict(table.staging, table.rules.target(), index, replaced);
        List<Found> rows = ask(index, sql);
        requireMerging(index, rows);
        refuse(rows, letter(table, index, "23505"), found);
      }
    }
    takeOut(found);
  }

  private void findDuplicates() throws SQLException, PrimaryKeyTakenException {
    for (Table table : tables) {
      for (RowRules.Unique index : table.rules.uniques()) {
        if (table.stages(index.used())) {
          List<Found> rows = ask(index, CulpritSql.duplicates(table.staging, index));
          requireMerging(index, rows);
          duplicates.beginIndex(letter(table, index, "23505"));
          rows.forEach(row -> duplicates.add(row.legacyRow, row.group));
        }
      }
    }
    duplicates.decide();
  }

  private void requireMerging(RowRules.Unique index, List<Found> rows)
      throws PrimaryKeyTakenException {
    if (!merges && index.primary() && !rows.isEmpty()) {
      throw new PrimaryKeyTakenException(
          new SQLException("primary key " + index.name() + " is taken", "23505"));
    }
  }

  private static DeadLetter letter(Table table, RowRules.Rule rule, String state) {
    return Refusals.deadLetter(table.slices.table(), rule.name(), rule.columns(), state);
  }

  private void refuse(List<Found> rows, DeadLetter letter, BitSet found) {
    for (Found row : rows) {
      refused.putIfAbsent(row.legacyRow, letter);
      found.set(row.legacyRow);
    }
  }

  private void takeOut(BitSet rows) throws SQLException {
    if (!rows.isEmpty()) {
      for (Table table : tables) {
        table.staging.takeOut(connection, rows);
      }
    }
  }

  /** A row that a query found; {@code group} is the same for rows with the same unique key. */
  private record Found(int legacyRow, long group) {}

  /**
   * Asks one rule. An expression that fails on some row tells nothing of the others, so that the
   * rule is left to bisection.
   */
  private List<Found> ask(RowRules.Rule rule, String sql) throws SQLException {
    Savepoint before = connection.setSavepoint();
    List<Found> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(new Found(rows.getInt(1), rows.getLong(2)));
      }
    } catch (SQLException error) {
      if (!Refusals.concernsRow(error)) {
        throw error;
      }
      connection.rollback(before);
      connection.releaseSavepoint(before);
      LOG.atInfo()
          .addKeyValue("constraint", rule.name())
          .addKeyValue("sqlstate", error.getSQLState())
          .log("constraint-not-asked: its rows are found one by one");
      return List.of();
    }
    connection.releaseSavepoint(before);
    return found;
  }
}
