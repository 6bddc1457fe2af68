package io.tributary.manifest;

/** Whose rows an entity's rows are. */
public enum Scope {
  /** Each row belongs to one tenant and carries its id; its UUID follows from tenant and key. */
  TENANT,
  /**
   * A system-wide lookup: one row for all tenants, without a tenant id. Its UUID follows from the
   * natural key, so the same lookup in many districts makes one row. Loaded by upsert.
   */
  SHARED
}
