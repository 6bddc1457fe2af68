package io.tributary.ledger;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;

/** Another run has claimed the partition: nothing more of this claim is written. */
public final class TakenOverException extends MigrationException {

  private static final long serialVersionUID = 1;

  private final String holder;

  TakenOverException(Problem problem, String holder) {
    super(problem, null);
    this.holder = holder;
  }

  /** Who has it, for people. */
  public String holder() {
    return holder;
  }
}
