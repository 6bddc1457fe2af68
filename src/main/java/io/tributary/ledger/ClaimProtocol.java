package io.tributary.ledger;

import io.tributary.batch.LoadMode;
import io.tributary.fault.MigrationException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of a claim's short transactions: the partition's row is made sure of, a living holder
 * is given way to, the load mode is chosen, and the claim is granted. If the row is locked although
 * nobody who lives holds it, the session that keeps it so is ended, and the claim tried once more.
 */
final class ClaimProtocol {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimProtocol.class);

  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(3);

  private final Transactions transactions;
  private final Holders holders;
  private final Claims claims;
  private final Duration lease;

  ClaimProtocol(Transactions transactions, Holders holders, Duration lease) {
    this.transactions = transactions;
    this.holders = holders;
    this.claims = new Claims(holders);
    this.lease = lease;
  }

  ClaimAnswer claim(ClaimRequest request, Supplier<LoadMode> chooseMode) {
    Claims.Slot slot = transactions.ownUnlessSilentFor(lease, c -> claims.prepare(c, request));
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
      endLocker(request, slot);
      return grant(request, slot, mode);
    }
  }

  private ClaimAnswer grant(ClaimRequest request, Claims.Slot slot, LoadMode mode) {
    return transactions.ownWithin(LOCK_PATIENCE, c -> claims.grant(c, request, slot, mode));
  }

  private void endLocker(ClaimRequest request, Claims.Slot slot) {
    boolean ended =
        transactions.own(c -> holders.endLocker(c, slot.partitionNo(), request.runId()));
    LOG.atWarn()
        .addKeyValue("event", "abandoned-transaction-ended")
        .addKeyValue("entity", request.entity().name())
        .addKeyValue("tenant", request.tenant().name())
        .addKeyValue("ended", ended)
        .log("a run that does not live any more kept the partition locked");
  }
}
