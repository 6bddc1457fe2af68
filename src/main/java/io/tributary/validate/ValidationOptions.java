package io.tributary.validate;

/**
 * What a validation looks at.
 *
 * @param full whether every row is compared; else a sample is
 * @param sample how many rows of each entity and tenant are drawn, 1 or more
 * @param seed what the lot is drawn by: the same seed draws the same rows of the same tables
 */
public record ValidationOptions(boolean full, int sample, long seed) {

  /** Rows of each entity and tenant, unless said otherwise. */
  public static final int SAMPLE = 1_000;

  /** A sample of the usual size. */
  public static ValidationOptions sample(long seed) {
    return new ValidationOptions(false, SAMPLE, seed);
  }

  /** Every row. */
  public static ValidationOptions everyRow() {
    return new ValidationOptions(true, SAMPLE, 0);
  }

  /** The same, drawn by another seed. */
  public ValidationOptions withSeed(long other) {
    return new ValidationOptions(full, sample, other);
  }

  /** In words, without the seed: a validation goes on only under the same options. */
  public String text() {
    return full ? "full" : "sample " + sample;
  }

  /**
   * What {@link #text} was made of.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  public static ValidationOptions parse(String text, long seed) {
    return text.equals("full")
        ? new ValidationOptions(true, SAMPLE, seed)
        : new ValidationOptions(false, Integer.parseInt(text.replace("sample ", "")), seed);
  }
}
