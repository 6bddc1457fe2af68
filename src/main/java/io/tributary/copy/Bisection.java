package io.tributary.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.BitSet;
import java.util.Optional;

/**
 * Sends rows so that one that PostgreSQL refuses costs itself alone.
 *
 * <p>Each try runs under a savepoint. If a row is to blame, the try is taken back and its two
 * halves are tried, the lower one first; a half that works stays in place. Halves are cut by legacy
 * row over all tables, so that what a legacy row was split into lands whole or not at all.
 */
final class Bisection {

  private final Connection connection;
  private final SliceSender sender;
  private final Refusals refusals;
  private final Settlement settlement;
  private final int[] rows;

  /**
   * For one load.
   *
   * @param pending the legacy rows to send
   */
  Bisection(
      Connection connection,
      SliceSender sender,
      Refusals refusals,
      Settlement settlement,
      BitSet pending) {
    this.connection = connection;
    this.sender = sender;
    this.refusals = refusals;
    this.settlement = settlement;
    this.rows = pending.stream().toArray();
  }

  /**
   * Sends all rows at once.
   *
   * @return the refusal, if a row is to blame; the rows are then taken back
   * @throws SQLException an error that concerns the batch and no single row; the transaction is
   *     then to be rolled back
   */
  Optional<SQLException> sendAll() throws SQLException {
    return rows.length == 0 ? Optional.empty() : trySending(0, rows.length);
  }

  /**
   * Sends all but the rows that are refused, one of which has made {@link #sendAll} fail.
   *
   * @throws PrimaryKeyTakenException if the sender doesn't merge and would have to
   */
  void isolateAll(SQLException refusal) throws SQLException, PrimaryKeyTakenException {
    isolate(0, rows.length, refusal);
  }

  private void send(int from, int to) throws SQLException, PrimaryKeyTakenException {
    Optional<SQLException> refusal = trySending(from, to);
    if (refusal.isPresent()) {
      isolate(from, to, refusal.get());
    }
  }

  private Optional<SQLException> trySending(int from, int to) throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    try {
      settlement.update(sender.send(rows[from], rows[to - 1] + 1));
      connection.releaseSavepoint(savepoint);
      return Optional.empty();
    } catch (SQLException error) {
      if (!Refusals.concernsRow(error)) {
        throw error;
      }
      takeBack(savepoint, error);
      return Optional.of(error);
    }
  }

  private void isolate(int from, int to, SQLException error)
      throws SQLException, PrimaryKeyTakenException {
    if (!sender.merges() && refusals.isPrimaryKeyTaken(error)) {
      throw new PrimaryKeyTakenException(error);
    }
    if (to - from == 1) {
      settlement.refuse(rows[from], refusals.deadLetter(error));
      return;
    }
    int middle = (from + to) >>> 1;
    send(from, middle);
    send(middle, to);
  }

  private void takeBack(Savepoint savepoint, SQLException error) throws SQLException {
    try {
      connection.rollback(savepoint);
      connection.releaseSavepoint(savepoint);
    } catch (SQLException failure) {
      failure.addSuppressed(error);
      throw failure;
    }
  }
}
