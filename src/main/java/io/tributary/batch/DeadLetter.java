package io.tributary.batch;

import java.util.Optional;

/**
 * Why one row of a batch could not be migrated.
 *
 * @param stage where it was found
 * @param column the target column, where one is to blame; the columns of a constraint joined by
 *     comma and space
 * @param reason the code
 * @param message what is wrong, in words; never the row's values
 */
public record DeadLetter(Stage stage, Optional<String> column, Reason reason, String message) {

  /**
   * Whether the row waits for a parent that may still come. Once it was tried again it waits no
   * longer.
   *
   * @param batch the row's batch
   */
  public boolean waits(Batch batch) {
    return reason == Reason.MISSING_PARENT && batch.kind() != BatchKind.REPLAY;
  }

  /** Where a row was refused. */
  public enum Stage {
    /** In the mapper, before anything was sent. */
    MAP,
    /** By PostgreSQL. */
    LOAD
  }
}
