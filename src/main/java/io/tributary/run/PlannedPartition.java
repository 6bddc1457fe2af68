package io.tributary.run;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;

/**
 * One partition of a plan.
 *
 * @param entity its entity
 * @param tenant its tenant
 * @param estimatedRows rows in legacy, as the legacy catalog estimates them; -1 if it doesn't say
 * @param committedRows rows that earlier runs have committed
 * @param openDeadLetters its rows in {@code migration.dead_letter} that somebody has to deal with
 * @param waitingRows its rows that wait for a parent, to be tried once more
 * @param state how it stands
 */
public record PlannedPartition(
    Entity entity,
    Tenant tenant,
    long estimatedRows,
    long committedRows,
    long openDeadLetters,
    long waitingRows,
    State state) {

  /** How a partition stands before a run. */
  public enum State {
    /** Nothing of it is committed. */
    NEW,
    /** An earlier run committed a part of it; the next one goes on from there. */
    BEGUN,
    /** An earlier run failed on it; the next one goes on from its last committed batch. */
    FAILED,
    /** All of it is committed. */
    COMPLETE
  }

  /** Whether a run has anything to do with it. */
  public boolean isToDo() {
    return state != State.COMPLETE || waitingRows > 0;
  }

  /** About how many rows are to do. */
  public long remainingRows() {
    return state == State.COMPLETE ? waitingRows : Math.max(0, estimatedRows - committedRows);
  }
}
