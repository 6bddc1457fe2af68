package io.tributary.rollback;

import io.tributary.fault.Failpoint;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.ledger.Ledger;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Scope;
import io.tributary.manifest.Service;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Bean {@code rollback-<service>}: the steps that take one batch back, in this order, inside the
 * transaction that the route has opened. Keeps no state of its own; thread-safe.
 */
public final class BatchRollback {

  private final Manifest manifest;
  private final Service service;
  private final Ledger ledger;
  private final DataSource dataSource;

  /** Steps on one service; the data source is the one that the ledger has. */
  public BatchRollback(Manifest manifest, Service service, Ledger ledger, DataSource dataSource) {
    this.manifest = manifest;
    this.service = service;
    this.ledger = ledger;
    this.dataSource = dataSource;
  }

  /**
   * Locks the partition and checks the claim. What follows in the transaction acts for the batch's
   * tenant, as far as row-level security is concerned.
   *
   * @throws MigrationException if another run has claimed the partition since
   */
  public InHand lock(ClaimedStep claimed) {
    ledger.lock(claimed.claim());
    RollbackStep step = claimed.step();
    return on(
        step,
        connection -> {
          LedgerTakenBack rows = new LedgerTakenBack(step);
          if (step.batch().standing() && rows.updated(connection).isEmpty()) {
            return new InHand(step, Optional.empty(), 0, rows.committedBefore(connection));
          }
          prepare(connection, step);
          return new InHand(step, Optional.empty(), 0, Optional.empty());
        });
  }

  private void prepare(Connection connection, RollbackStep step) throws SQLException {
    actFor(connection, step);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
      if (step.partition().entity().scope() == Scope.SHARED) {
        // A load in another tenant finds a shared row there and maps to it without a lock on it.
        for (OwnTable table : OwnTable.of(manifest, step.partition().entity())) {
          statement.execute("LOCK TABLE " + table.sql() + " IN SHARE ROW EXCLUSIVE MODE");
        }
      }
    }
  }

  private void actFor(Connection connection, RollbackStep step) throws SQLException {
    if (service.tenantSetting().isPresent()) {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT set_config(?, ?, TRUE)")) {
        statement.setString(1, service.tenantSetting().get());
        statement.setString(2, step.partition().tenant().id().toString());
        statement.execute();
      }
    }
  }

  /** Deletes the target rows that the batch inserted, children first, and their mapping rows. */
  public InHand delete(InHand hand) {
    if (hand.committedBefore().isPresent()) {
      return hand;
    }
    return on(hand.step(), connection -> delete(connection, hand.step()));
  }

  private InHand delete(Connection connection, RollbackStep step) throws SQLException {
    Verdict verdict = new Judge(manifest, step).decide(connection, new Gone());
    List<OwnTable> tables = OwnTable.of(manifest, step.partition().entity());
    Map<DeferredCut.Owner, Long> cut =
        new DeferredCut(manifest, step).cut(connection, verdict.goingIds());
    RowDeletion deletion = new RowDeletion(step.partition().displayName(), tables);
    deletion.delete(connection, verdict.goingIds());
    Verdict settled = without(verdict, deletion.refused());
    List<UUID> unmapped =
        Stream.concat(
                settled.goingIds().stream(), settled.unmapped().stream().map(MappedRow::newId))
            .distinct()
            .toList();
    new MappingRemoval(step).remove(connection, unmapped);
    new LedgerTakenBack(step).keepWindow(connection, cut);
    return new InHand(step, Optional.of(settled), deletion.deleted(), Optional.empty());
  }

  private static Verdict without(Verdict verdict, Set<UUID> refused) {
    List<KeptRow> left = new ArrayList<>(verdict.left());
    List<MappedRow> going = new ArrayList<>();
    for (MappedRow row : verdict.going()) {
      if (refused.contains(row.newId())) {
        left.add(row.kept(KeptRow.Reason.DEPENDED_ON, "refused by the target"));
      } else {
        going.add(row);
      }
    }
    return new Verdict(going, verdict.unmapped(), left, verdict.targetRows());
  }

  /** Dead letters, the audit, the cursor; right before the commit. */
  public BatchRolledBack close(InHand hand) {
    if (hand.committedBefore().isPresent()) {
      return hand.committedBefore().get();
    }
    return on(hand.step(), connection -> close(connection, hand, hand.verdict().orElseThrow()));
  }

  private BatchRolledBack close(Connection connection, InHand hand, Verdict verdict)
      throws SQLException {
    RollbackStep step = hand.step();
    LedgerTakenBack rows = new LedgerTakenBack(step);
    BatchRolledBack outcome =
        BatchRolledBack.of(hand.deleted(), rows.updated(connection).orElse(0L), verdict.left());
    rows.clear(connection, OwnTable.of(manifest, step.partition().entity()));
    Failpoint.IN_ROLLBACK.hit();
    rows.audit(connection, outcome);
    LettersTakenBack letters = new LettersTakenBack(step);
    if (step.batch().standing()) {
      letters.mark(
          connection,
          verdict.left().stream()
              .filter(row -> row.reason().isOwing())
              .map(KeptRow::legacyKey)
              .collect(Collectors.toSet()));
    }
    boolean rowsLeft = !verdict.leftIds().isEmpty() || step.batch().isReplay();
    if (rows.setBack(connection, rowsLeft)) {
      letters.markRest(connection);
    }
    return outcome;
  }

  /**
   * What would become of a batch, as far as can be seen without doing it; writes nothing, locks
   * nothing.
   *
   * @param before what was asked of this before, in the same order as a rollback would go
   */
  public BatchRolledBack preview(Connection connection, RollbackStep step, Preview before) {
    try {
      actFor(connection, step);
      Verdict verdict = new Judge(manifest, step).preview(connection, before.gone());
      long updated = new LedgerTakenBack(step).updated(connection).orElse(0L);
      return BatchRolledBack.of(
          verdict.countTargetRows(verdict.goingIds()), updated, verdict.left());
    } catch (SQLException e) {
      throw failure(step, e);
    }
  }

  private <T> T on(RollbackStep step, Work<T> work) {
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      return work.on(connection);
    } catch (SQLException e) {
      throw failure(step, e);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  /** Work on the connection of the route's transaction. */
  @FunctionalInterface
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private static MigrationException failure(RollbackStep step, SQLException e) {
    return new MigrationException(
        new Problem(
            RollbackCode.DATABASE,
            step.partition().displayName() + ", batch " + step.batch().batchId(),
            ServerWords.of(e)
                + (e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")"),
            "Nothing of this batch was taken back. Mend the cause and run the same command again."),
        e);
  }
}
