package io.tributary.mapping;

import io.tributary.batch.RowChunk;
import org.jspecify.annotations.Nullable;

/**
 * A custom bean that makes one target column's value of a legacy row; named by {@code bean:} in the
 * manifest. Thread-safe: rows of several tenants are mapped at once. The same row must always give
 * the same value, since resumes, reruns and validation map rows again.
 */
public interface ColumnMapper {

  /**
   * The value of the column.
   *
   * @param row the legacy row; to be read only
   * @return null for NULL, else a value of a class that the column's encoder takes (see {@link
   *     io.tributary.copy.ColumnEncoder})
   * @throws io.tributary.batch.RowRefusedException if this row cannot be mapped; it becomes a dead
   *     letter. Any other exception fails the batch
   */
  @Nullable Object map(RowChunk.Row row);

  /**
   * What the bean does, as a version. A change makes a resume with the old one refuse, so that one
   * table is not made by two rules.
   */
  default String version() {
    return "1";
  }
}
