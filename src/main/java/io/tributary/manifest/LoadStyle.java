package io.tributary.manifest;

/** How an entity's rows reach the target. */
public enum LoadStyle {
  /** Binary COPY, straight or by staging. */
  COPY,
  /** Row by row through camel-sql, for small reference entities. */
  UPSERT
}
