package io.tributary.batch;

/** How a partition's batches enter the target. Chosen once a partition and kept in the ledger. */
public enum LoadMode {
  /** COPY straight into the target: nothing of this entity and tenant was there. */
  DIRECT,
  /** COPY into staging, then merge on the migration key. */
  MERGE,
  /** Row by row through camel-sql. */
  UPSERT
}
