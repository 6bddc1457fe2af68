package io.tributary.validate;

import java.util.Locale;

/** The levels of a validation, each of which can find what the others cannot. */
public enum Level {
  /** Legacy rows = mapped + filtered + dead-lettered rows, and rows of each target table. */
  COUNTS,
  /** Some rows, drawn by lot from legacy, mapped again and compared column by column. */
  SAMPLE,
  /** Every row, mapped again and compared column by column, both ways. */
  FULL,
  /** What plain SQL on both sides says of each column, without the mapper. */
  AGGREGATES,
  /** Every reference leads to a row of the same tenant. */
  ORPHANS,
  /** Rows joined to their parents in legacy are joined to the same in the target. */
  JOINS,
  /** Lookups, UUIDs and legacy ids are unique; mapping store and target agree. */
  UNIQUENESS,
  /** Timestamps and flags of the rows that were compared. */
  HISTORY;

  /** As reports have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
