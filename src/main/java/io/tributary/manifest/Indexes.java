package io.tributary.manifest;

/** What becomes of the non-unique indexes of an entity's target tables during a first load. */
public enum Indexes {
  /** They stay, and PostgreSQL keeps them up to date row by row. */
  KEEP,
  /** They are dropped before the load and built anew after it, which is cheaper by far. */
  REBUILD
}
