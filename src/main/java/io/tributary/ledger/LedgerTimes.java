package io.tributary.ledger;

import java.time.Duration;

/**
 * How patient a ledger is.
 *
 * @param lease how long the heart of another run may miss its beats before its partitions count as
 *     abandoned
 * @param batchTimeout how long a batch's transaction may last before PostgreSQL (17 and later) ends
 *     it, however frozen its worker is
 */
public record LedgerTimes(Duration lease, Duration batchTimeout) {

  /** What suits batches of seconds. */
  public static final LedgerTimes DEFAULT =
      new LedgerTimes(Duration.ofSeconds(30), Duration.ofMinutes(15));
}
