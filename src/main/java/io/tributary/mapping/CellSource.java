package io.tributary.mapping;

import org.jspecify.annotations.Nullable;

/** Where a target column's value comes from. Stateless and thread-safe. */
interface CellSource {

  /**
   * The value for this row, before cleaning and conversion.
   *
   * @throws io.tributary.batch.RowRefusedException if the row has none that can be taken
   */
  @Nullable Object read(RowInHand row);
}
