package io.tributary.batch;

/** Why a row is a dead letter. Operators sort and filter by these codes, so they are stable. */
public enum Reason {
  /** NULL for a column that has none. */
  NULL_NOT_ALLOWED,
  /** Longer than the target column. */
  TOO_LONG,
  /** Outside the range of the target type. */
  OUT_OF_RANGE,
  /** More decimal digits than the target column keeps. */
  SCALE_LOST,
  /** More fractional digits of a second than the target column keeps. */
  FRACTION_LOST,
  /** A date with a time of day, where a date is wanted. */
  TIME_OF_DAY_LOST,
  /** Text that is not the number, date, boolean, UUID or JSON it should be. */
  NOT_CONVERTIBLE,
  /** Not a label of the target's enum, or not listed in the manifest's value map. */
  UNKNOWN_VALUE,
  /** A local time that the zone skipped. */
  TIME_IN_GAP,
  /** A local time that the zone had twice. */
  TIME_IN_OVERLAP,
  /** A NUL character, which PostgreSQL's text cannot hold. */
  NUL_CHARACTER,
  /** Half of a surrogate pair, which is no character. */
  UNPAIRED_SURROGATE,
  /** The row it refers to is not there. */
  MISSING_PARENT,
  /** A unique index other than the migration key has the value already. */
  DUPLICATE,
  /** A check constraint of the target refused the row. */
  CHECK_VIOLATED,
  /** A custom bean refused the row. */
  REFUSED_BY_BEAN,
  /** PostgreSQL refused the row for another reason; the message has its SQLSTATE. */
  REFUSED_BY_TARGET
}
