package io.tributary.copy;

/**
 * Writes a value that isn't NULL as a binary COPY field, or as an element of an array, which looks
 * the same: a length of four bytes, then the value. Stateless and thread-safe.
 */
@FunctionalInterface
interface ValueEncoder {

  /**
   * Writes one value.
   *
   * @throws io.tributary.batch.RowRefusedException if the type cannot hold the value without loss
   * @throws IllegalArgumentException if the type never takes a value of this class
   */
  void encode(Object value, CopyBuffer out);

  /** The error for a value whose class the type never takes. Says the class, not the value. */
  static IllegalArgumentException wrongClass(String type, Object value) {
    return new IllegalArgumentException(
        "a column of type " + type + " does not take a " + value.getClass().getName());
  }
}
