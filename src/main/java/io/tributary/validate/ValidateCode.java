package io.tributary.validate;

import io.tributary.fault.ErrorCode;

/** The errors of a validation: TRB-11xx. */
public enum ValidateCode implements ErrorCode {
  /** The service's database failed. */
  DATABASE("TRB-1101", "the service database refused a statement of a validation"),
  /** The ledger knows no such validation. */
  UNKNOWN_RUN("TRB-1102", "no validation with that id, or none at all, was recorded"),
  /** A report cannot be written or read. */
  REPORT("TRB-1103", "a validation report could not be written or read");

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
