package io.tributary.validate;

/** What a validation comes to; the worse of two outranks the better. */
public enum Verdict {
  /** Everything that was asked for was looked at, and nothing differs. */
  PROVEN,
  /** Nothing is known to differ, but not everything could be looked at. */
  INCOMPLETE,
  /** At least one difference was found. */
  DIFFERENT;

  /** The worse of this and another. */
  public Verdict and(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
