package io.tributary.copy;

import io.tributary.batch.DeadLetter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads rows so that a row that PostgreSQL refuses costs itself alone:
 *
 * <ol>
 *   <li>All rows are sent at once. As a rule that is all.
 *   <li>If a row is to blame, the bad rows are looked for set-wise ({@link CulpritSearch}), and the
 *       others are sent at once.
 *   <li>What PostgreSQL refuses even then (triggers, exclusion constraints, indexes that are not
 *       compared as usual) is found by halves ({@link Bisection}).
 * </ol>
 *
 * <p>The outcome is that of sending one row after the other. So if bisection refuses a row for
 * whose sake others were refused as its duplicates, those were judged wrongly: the rows are taken
 * back, and bisection judges the duplicates too.
 */
final class Isolation {

  private final Connection connection;
  private final SliceSender sender;
  private final List<TableSlices> tables;
  private final StaleRows stale;
  private final Refusals refusals;
  private final BitSet pending;
  private final BitSet all;

  /**
   * For one load.
   *
   * @param stale what a sender that merges deletes before it
   * @param pending the legacy rows to send, which {@code tables} pass by: refused ones are taken
   *     out while the load lasts
   */
  Isolation(
      Connection connection,
      SliceSender sender,
      List<TableSlices> tables,
      StaleRows stale,
      Refusals refusals,
      BitSet pending) {
    this.connection = connection;
    this.sender = sender;
    this.tables = tables;
    this.stale = stale;
    this.refusals = refusals;
    this.pending = pending;
    this.all = (BitSet) pending.clone();
  }

  /**
   * Sends all rows, or all but those that are refused.
   *
   * @return what became of each
   * @throws SQLException an error that concerns the batch and no single row; the transaction is
   *     then to be rolled back
   * @throws PrimaryKeyTakenException if the sender doesn't merge and would have to
   */
  Settlement load() throws SQLException, PrimaryKeyTakenException {
    try {
      Settlement settlement = new Settlement(all);
      Bisection bisection = bisection(settlement);
      Optional<SQLException> refusal = bisection.sendAll();
      if (refusal.isPresent()) {
        return isolate(settlement, bisection, refusal.get());
      }
      return settlement;
    } finally {
      pending.or(all);
    }
  }

  private Settlement isolate(Settlement settlement, Bisection bisection, SQLException refusal)
      throws SQLException, PrimaryKeyTakenException {
    Culprits culprits =
        all.cardinality() == 1
            ? Culprits.NONE
            : CulpritSearch.find(
                connection,
                tables,
                all.length(),
                sender.merges() ? Optional.of(stale) : Optional.empty());
    if (culprits.isEmpty()) {
      bisection.isolateAll(refusal);
      return settlement;
    }
    Savepoint before = connection.setSavepoint();
    Settlement rest = loadWithout(List.of(culprits.certain(), culprits.duplicates()));
    if (rest.refuses(culprits.owners())) {
      connection.rollback(before);
      rest = loadWithout(List.of(culprits.certain()));
    }
    connection.releaseSavepoint(before);
    return rest;
  }

  private Settlement loadWithout(List<Map<Integer, DeadLetter>> refused)
      throws SQLException, PrimaryKeyTakenException {
    Settlement settlement = new Settlement(all);
    pending.or(all);
    for (Map<Integer, DeadLetter> letters : refused) {
      letters.forEach(settlement::refuse);
      letters.keySet().forEach(pending::clear);
    }
    Bisection bisection = bisection(settlement);
    Optional<SQLException> refusal = bisection.sendAll();
    if (refusal.isPresent()) {
      bisection.isolateAll(refusal.get());
    }
    return settlement;
  }

  private Bisection bisection(Settlement settlement) {
    return new Bisection(connection, sender, refusals, settlement, pending);
  }
}
