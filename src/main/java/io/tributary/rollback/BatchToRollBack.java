package io.tributary.rollback;

import java.util.UUID;

/**
 * A batch that a rollback has to do with.
 *
 * @param batchNo its number
 * @param partitionNo the number of its partition, which may be one key range of several
 * @param batchId its id
 * @param runId the run that loaded it
 * @param kind as in {@code migration.batch_state}
 * @param pass which time its partition was gone through when it was read
 * @param standing whether the ledger still has it; otherwise an earlier rollback took it back and
 *     left some of its rows
 */
public record BatchToRollBack(
    long batchNo,
    long partitionNo,
    UUID batchId,
    UUID runId,
    String kind,
    int pass,
    boolean standing) {

  boolean isReplay() {
    return kind.equals("replay");
  }

  boolean isRange() {
    return kind.equals("range");
  }
}
