package io.tributary.manifest;

/**
 * What becomes of an entity whose batches cost the legacy server a sort or a scan of the whole
 * table, as the server's own plan of the statement says before the first batch.
 */
public enum PlanRule {
  /** It is said, and the entity migrated. */
  WARN,
  /** The entity is not migrated from that database. */
  REFUSE,
  /** The server is not asked. */
  IGNORE
}
