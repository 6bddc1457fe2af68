package io.tributary.validate;

/**
 * What a validation looks at.
 *
 * @param full whether every row is compared; else a sample is
 * @param sample how many rows of each entity and tenant are drawn, 1 or more; of a full validation,
 *     how many are joined to their parents
 * @param seed what the lot is drawn by: the same seed draws the same rows of the same tables
 */
public record ValidationOptions(boolean full, int sample, long seed) {

  /** Rows of each entity and tenant, unless said otherwise. */
  public static final int SAMPLE = 1_000;

  private static final String FULL = "full, joins of ";
  private static final String SAMPLED = "sample ";

  /** How the control database has validations of builds that did not keep the number of joins. */
  private static final String EARLIER_FULL = "full";

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
    return (full ? FULL : SAMPLED) + sample;
  }

  /**
   * What {@link #text} was made of.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  public static ValidationOptions parse(String text, long seed) {
    if (text.equals(EARLIER_FULL)) {
      return new ValidationOptions(true, SAMPLE, seed);
    }
    boolean full = text.startsWith(FULL);
    String size = text.substring((full ? FULL : SAMPLED).length());
    return new ValidationOptions(full, Integer.parseInt(size), seed);
  }
}
