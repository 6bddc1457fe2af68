package io.tributary.fault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work that had begun could not be finished: a database, a route or a rule of the ledger failed.
 */
public non-sealed class MigrationException extends TributaryException {

  /**
   * A failure.
   *
   * @param problem what failed and where
   * @param cause what was thrown below, or null where Tributary itself found the failure
   */
  public MigrationException(Problem problem, @Nullable Throwable cause) {
    super(List.of(problem), cause);
  }
}
