package io.tributary.copy;

import io.tributary.fault.ErrorCode;

/** The kinds of error on the way into PostgreSQL. */
enum CopyCode implements ErrorCode {
  UNSUPPORTED_TYPE("TRB-0401", "a target column is of a type that binary COPY isn't written for"),
  COLUMN_NOT_WRITABLE("TRB-0402", "a target column is computed by PostgreSQL"),
  NO_DATA_SOURCE("TRB-0403", "a pgcopy: endpoint has no data source"),
  NO_TRANSACTION("TRB-0404", "a pgcopy: endpoint was reached outside a transaction"),
  WRONG_BODY("TRB-0405", "a pgcopy: endpoint was given something else than a mapped batch"),
  NO_PRIMARY_KEY("TRB-0406", "rows cannot be merged into a table without a primary key"),
  COUNT_DIFFERS("TRB-0407", "PostgreSQL took another number of rows than it was given"),
  UPSERT_BY_COPY("TRB-0408", "an entity that is loaded row by row was sent to pgcopy:"),
  SCHEMA_DRIFTED("TRB-0410", "a target table has changed while it is loaded");

  private final String id;
  private final String meaning;

  CopyCode(String id, String meaning) {
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
