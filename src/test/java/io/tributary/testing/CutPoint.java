package io.tributary.testing;

/** Where in a batch's transaction {@link PostgresProxy} cuts the connection. */
public enum CutPoint {
  /** Amid a message of a COPY: PostgreSQL has half of it. */
  INSIDE_COPY,
  /** PostgreSQL never gets the COMMIT. */
  BEFORE_COMMIT,
  /** PostgreSQL has committed, and its answer never arrives. */
  AFTER_COMMIT
}
