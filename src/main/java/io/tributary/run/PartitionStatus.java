package io.tributary.run;

/** How a partition stands at the end of a run. */
public enum PartitionStatus {
  /** Nothing was to do: an earlier run had completed it. */
  COMPLETE_BEFORE,
  /** This run completed it. */
  COMPLETE,
  /** It failed; what was committed stays. */
  FAILED,
  /** It was not begun, since one it depends on is not complete. */
  BLOCKED,
  /** The run was told to stop before it was complete; the next run goes on from there. */
  STOPPED;

  /** Whether what was asked for did happen. */
  public boolean isComplete() {
    return this == COMPLETE || this == COMPLETE_BEFORE;
  }
}
