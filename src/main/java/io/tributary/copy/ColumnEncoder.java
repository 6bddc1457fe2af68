package io.tributary.copy;

import org.jspecify.annotations.Nullable;

/**
 * Checks a value against its target column and writes it as a binary COPY field: a length of four
 * bytes (-1 for NULL), then the value. Stateless and thread-safe.
 */
public interface ColumnEncoder {

  /** The column it encodes for. */
  TargetColumn column();

  /**
   * Writes one field.
   *
   * @param value null, or of one of the classes that the column's type takes (see {@link
   *     ColumnEncoders})
   * @throws io.tributary.batch.RowRefusedException if the value doesn't fit the column without
   *     loss; the buffer may then hold part of the field
   * @throws IllegalArgumentException if the value is of a class that this type never takes: an
   *     error in the program, not in the data
   */
  void encode(@Nullable Object value, CopyBuffer out);
}
