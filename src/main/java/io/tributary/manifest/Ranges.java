package io.tributary.manifest;

/**
 * Whether a large partition of an entity is cut into key ranges when workers have nothing to do.
 */
public enum Ranges {
  /** It is, where rows come from a table and go through COPY. */
  AUTO,
  /** One worker loads all its rows in the order of their keys. */
  OFF
}
