package io.tributary.ledger;

import io.tributary.batch.LoadMode;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of a claim's short transactions: the partition's row is made sure of, a living holder
 * is given way to, the load mode is chosen, and the claim is granted. If a lock is not to be had
 * although nobody who lives holds the partition, the sessions of runs that are dead are ended, and
 * the claim is tried once more.
 */
final class ClaimProtocol {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimProtocol.class);

  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(3);

  private final Transactions transactions;
  private final Holders holders;
  private final Claims claims;

  ClaimProtocol(Transactions transactions, Holders holders) {
    this.transactions = transactions;
    this.holders = holders;
    this.claims = new Claims(holders);
  }

  ClaimAnswer claim(ClaimRequest request, Supplier<LoadMode> chooseMode) {
    Claims.Slot slot = transactions.own(c -> claims.prepare(c, request));
    Optional<ClaimAnswer.Held> holder =
        transactions.own(
            connection -> holders.living(connection, slot.partitionNo(), request.runId()));
    if (holder.isPresent()) {
      return holder.get();
    }
    LoadMode mode = slot.mode().orElseGet(chooseMode);
    try {
      return grant(request, slot, mode);
    } catch (MigrationException e) {
      if (!Transactions.isLockTimeout(e)) {
        throw e;
      }
    }
    endAbandonedSessions(request);
    try {
      return grant(request, slot, mode);
    } catch (MigrationException e) {
      throw Transactions.isLockTimeout(e) ? stillLocked(request, e) : e;
    }
  }

  private static MigrationException stillLocked(ClaimRequest request, MigrationException e) {
    return new MigrationException(
        new Problem(
            LedgerCode.PARTITION_LOCKED,
            request.displayName(),
            "another session keeps the partition's rows in migration.partition locked, and it is"
                + " none that a dead run has left",
            "See pg_stat_activity and pg_locks for who it is; have it end its transaction, and run"
                + " again."),
        e);
  }

  private ClaimAnswer grant(ClaimRequest request, Claims.Slot slot, LoadMode mode) {
    return transactions.onceWithin(LOCK_PATIENCE, c -> claims.grant(c, request, slot, mode));
  }

  /** Looking for them holds locks of runs for a moment, which waiting for their ends must not. */
  private void endAbandonedSessions(ClaimRequest request) {
    List<String> sessions = transactions.own(c -> holders.abandonedSessions(c, request.runId()));
    if (sessions.isEmpty()) {
      return;
    }
    int ended = transactions.own(c -> holders.end(c, sessions));
    LOG.atWarn()
        .addKeyValue("event", "abandoned-transaction-ended")
        .addKeyValue("entity", request.entity().name())
        .addKeyValue("tenant", request.tenant().name())
        .addKeyValue("ended", ended)
        .log("a run that does not live any more kept the partition locked");
  }
}
