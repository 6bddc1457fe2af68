package io.tributary.legacy;

import io.tributary.fault.ErrorCode;
import io.tributary.fault.Problem;

/** What can go wrong with a legacy database or with reading it. */
enum LegacyCode implements ErrorCode {
  URL_UNKNOWN("TRB-0301", "no legacy database of this kind can be read"),
  CONNECT_FAILED("TRB-0302", "a legacy database cannot be reached"),
  QUERY_FAILED("TRB-0303", "a legacy database refused to describe or count an entity"),
  READ_FAILED("TRB-0304", "reading rows of an entity failed"),
  TABLE_MISSING("TRB-0305", "a legacy database has no such table"),
  COLUMN_MISSING("TRB-0306", "a legacy table has no such column"),
  COLUMN_AMBIGUOUS("TRB-0307", "two columns of a legacy table differ in case only"),
  TYPE_UNSUPPORTED("TRB-0308", "a legacy column is of a type that cannot be read"),
  KEY_TYPE("TRB-0309", "a key column is of a type that cannot identify a row"),
  KEY_NULL("TRB-0310", "a key column holds NULL"),
  KEY_REPEATS("TRB-0311", "a key belongs to more than one row"),
  KEY_INEXACT("TRB-0312", "a key changes on its way back to the legacy server"),
  TOO_MANY_ROWS("TRB-0313", "a lookup is too large to be read at once"),
  INTERRUPTED("TRB-0314", "waiting for a legacy connection was interrupted"),
  NOT_BOUND("TRB-0315", "something that keyset: needs is not in the registry"),
  ENTITY_UNKNOWN("TRB-0316", "a route reads an entity that the manifest does not have"),
  ROUTE_FAILED("TRB-0317", "a step of a route failed"),
  NO_CHECKPOINT("TRB-0318", "a route ended without the proof that its batch is committed"),
  SCHEMA_DRIFTED("TRB-0320", "a legacy table has changed while it is read"),
  NOT_SPATIAL("TRB-0321", "a legacy column that is neither geometry nor geography has no EWKB"),
  PLAN_REFUSED("TRB-0322", "the legacy server would sort or scan a table for each batch");

  private final String id;
  private final String meaning;

  LegacyCode(String id, String meaning) {
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

  /** A problem of this kind. */
  Problem at(Object where, String message, String hint) {
    return new Problem(this, where.toString(), message, hint);
  }
}
