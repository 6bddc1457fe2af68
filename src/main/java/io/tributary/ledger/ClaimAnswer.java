package io.tributary.ledger;

import io.tributary.batch.Claim;
import java.util.UUID;

/** What the ledger says to a claim. */
public sealed interface ClaimAnswer {

  /** The partition is the asker's. */
  record Granted(Claim claim) implements ClaimAnswer {}

  /**
   * Another run works on the partition, and lives.
   *
   * @param runId that run
   * @param host the machine it runs on
   * @param pid its process there
   */
  record Held(UUID runId, String host, long pid) implements ClaimAnswer {

    /** Who holds it, for people. */
    public String holder() {
      return "run " + runId + " (process " + pid + " on " + host + ")";
    }
  }

  /** Another run has completed the partition, so that there is nothing to load. */
  record Complete() implements ClaimAnswer {}
}
