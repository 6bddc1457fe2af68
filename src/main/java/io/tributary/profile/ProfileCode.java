package io.tributary.profile;

import io.tributary.fault.ErrorCode;

/** What can go wrong with a profile, besides reading. */
public enum ProfileCode implements ErrorCode {
  /** A report cannot be written. */
  REPORT("TRB-1401", "a profile's report cannot be written");

  private final String id;
  private final String meaning;

  ProfileCode(String id, String meaning) {
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
