package io.tributary.drift;

import io.tributary.fault.ErrorCode;

/** What can go wrong with freezing and comparing schemas. */
public enum DriftCode implements ErrorCode {
  NOTHING_FROZEN("TRB-1301", "no schema was frozen that the present ones could be compared with"),
  SNAPSHOT_UNREADABLE("TRB-1302", "a frozen schema cannot be read"),
  CATALOG_UNREADABLE("TRB-1303", "a service refuses to describe its schema");

  private final String id;
  private final String meaning;

  DriftCode(String id, String meaning) {
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
