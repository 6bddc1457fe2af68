package io.tributary.validate;

/** The ways in which a target can differ from what legacy says it should be. */
public enum DifferenceKind {
  /** A row that should be there is not. */
  MISSING,
  /** A row is there that no legacy row leads to. */
  EXTRA,
  /** A column of a row holds another value than it should. */
  DIFFERENT,
  /** A reference leads to no row. */
  ORPHAN,
  /** A row, or what it refers to, belongs to another tenant. */
  CROSS_TENANT,
  /** What should be unique is not. */
  DUPLICATE,
  /** The mapping store says something else of a legacy row than the mapping does. */
  MAPPING_WRONG,
  /** Numbers of rows don't add up. */
  COUNT,
  /** An aggregate over a column is another on the two sides. */
  AGGREGATE
}
