package io.tributary.serve;

import io.tributary.fault.ErrorCode;

/** The errors of the service: TRB-15xx. */
enum ServeCode implements ErrorCode {
  ROUTES("TRB-1501", "the service's routes cannot be loaded, or its schedule is wrong");

  private final String id;
  private final String meaning;

  ServeCode(String id, String meaning) {
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
