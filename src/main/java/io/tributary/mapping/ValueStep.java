package io.tributary.mapping;

import org.jspecify.annotations.Nullable;

/** One step of a value on its way from legacy to the target. Stateless and thread-safe. */
interface ValueStep {

  /**
   * What becomes of a value.
   *
   * @param value never null: NULL skips the steps that follow
   * @param row the row it belongs to
   * @throws io.tributary.batch.RowRefusedException if the value cannot be taken without loss
   */
  @Nullable Object apply(Object value, RowInHand row);

  /** A step that needs nothing but the value. */
  interface Plain extends ValueStep {

    /** What becomes of a value that is not null. */
    @Nullable Object apply(Object value);

    @Override
    default @Nullable Object apply(Object value, RowInHand row) {
      return apply(value);
    }
  }
}
