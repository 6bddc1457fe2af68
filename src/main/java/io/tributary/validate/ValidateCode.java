package io.tributary.validate;

import io.tributary.fault.ErrorCode;

/** The errors of a validation: TRB-11xx. */
public enum ValidateCode implements ErrorCode {
  /** The service's database failed. */
  DATABASE("TRB-1101", "the service database refused a statement of a validation"),
  /** The ledger knows no such validation. */
  UNKNOWN_RUN("TRB-1102", "no validation with that id, or none at all, was recorded"),
  /** A report cannot be written or read. */
  REPORT("TRB-1103", "a validation report could not be written or read"),
  /** The target keeps a row that was to be deleted. */
  NOT_DELETED("TRB-1104", "the target did not let extra rows go that a repair was to delete"),
  /** Somebody works on a partition. */
  HELD("TRB-1105", "a living run holds a partition whose extra rows were to be deleted");

  private final String id;
  private final String meaning;

  ValidateCode(String id, String meaning) {
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
