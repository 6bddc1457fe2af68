package io.tributary.run;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;

/**
 * One partition of a plan.
 *
 * @param entity its entity
 * @param tenant its tenant
 * @param estimatedRows rows in legacy, as the legacy catalog estimates them; -1 if it doesn't say
 * @param pass which time it is gone through: 0 for the migration, more for refreshes
 * @param committedRows rows that earlier runs have committed in this pass
 * @param openDeadLetters its rows in {@code migration.dead_letter} that somebody has to deal with
 * @param waitingRows its rows that wait for a parent, to be tried once more
 * @param state how it stands
 */
public record PlannedPartition(
    Entity entity,
    Tenant tenant,
    long estimatedRows,
    int pass,
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
    COMPLETE,
    /** All of it is committed, and it is to be gone through once more. */
    REFRESH
  }

  /** Whether a run has anything to do with it. */
  public boolean isToDo() {
    return state != State.COMPLETE || waitingRows > 0;
  }

  /** The same, to be gone through once more if all of it is committed. */
  PlannedPartition refreshed() {
    return state == State.COMPLETE
        ? new PlannedPartition(
            entity,
            tenant,
            estimatedRows,
            pass,
            committedRows,
            openDeadLetters,
            waitingRows,
            State.REFRESH)
        : this;
  }

  /** About how many rows are to do. */
  public long remainingRows() {
    return switch (state) {
      case NEW, BEGUN, FAILED -> Math.max(0, estimatedRows - committedRows);
      case COMPLETE -> waitingRows;
      case REFRESH -> Math.max(0, estimatedRows);
    };
  }
}
