package io.tributary.batch;

import io.tributary.manifest.Entity;
import io.tributary.manifest.ValueSource;

/**
 * The stored key of a parent row, joined by the legacy server.
 *
 * <p>To a legacy collation 'ABC' and 'abc ' can be one key, so a child's copy of a string key is no
 * base for a UUID: the parent's own spelling is. For a reference whose parent has a key column of
 * type TEXT, {@code keyset:} therefore joins the parent and appends its key columns to the row
 * under the names given here; they are NULL where there is no such parent.
 */
public final class ParentKey {

  private ParentKey() {}

  /** The name of the appended column that holds part {@code part} (from 0) of the parent's key. */
  public static String columnName(ValueSource.Reference reference, Entity parent, int part) {
    return String.join(",", reference.columns())
        + "->"
        + parent.name()
        + "."
        + parent.legacy().key().get(part);
  }
}
