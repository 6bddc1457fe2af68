package io.tributary.rollback;

import io.tributary.fault.ErrorCode;

/** The errors of a rollback: TRB-10xx. */
public enum RollbackCode implements ErrorCode {
  /** The scope or the reason is missing. */
  NOT_SAID("TRB-1001", "it was not said what is to be rolled back, or why"),
  /** No ledger has the batch or run. */
  UNKNOWN("TRB-1002", "no ledger knows the batch or run that is to be rolled back"),
  /** The batches in scope are not the last ones of their partition. */
  LATER_BATCHES("TRB-1003", "later batches of a partition stand on those to be rolled back"),
  /** A living run holds a partition in scope. */
  HELD("TRB-1004", "another run works on a partition that is to be rolled back"),
  /** Rows of a split table cannot be told apart. */
  NO_OWNER("TRB-1005", "a further table of a split row has no column that holds the row's UUID"),
  /** A policy or trigger of the target kept rows from being deleted. */
  NOT_DELETED("TRB-1006", "a delete took another number of rows than are there"),
  /** The database failed. */
  DATABASE("TRB-1007", "the service database refused a statement of a rollback"),
  /** Not all that was asked for could be taken back. */
  ROWS_KEPT("TRB-1008", "rows were left, since others have changed them or depend on them"),
  /** A partition was given up on. */
  FAILED("TRB-1009", "a batch could not be rolled back");

  private final String id;
  private final String meaning;

  RollbackCode(String id, String meaning) {
    this.id = id;
    this.meaning = meaning;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
