package io.tributary.manifest;

/** A step of cleaning text. Values that are no text, and NULL, pass through. */
public enum Clean {
  /** Removes white space at both ends (Unicode's, no-break spaces included). */
  TRIM,
  /** Removes white space at the right end, as a legacy {@code char(n)} pads it. */
  TRIM_RIGHT,
  /** Turns text that is empty or only white space into NULL. */
  BLANK_TO_NULL,
  /** Turns runs of white space into one space. */
  COLLAPSE,
  /** Upper case, by the rules of no particular language. */
  UPPER,
  /** Lower case, by the rules of no particular language. */
  LOWER,
  /** Unicode normalisation form C. */
  NORMALISE,
  /** Removes NUL characters, which PostgreSQL's text cannot hold. */
  REMOVE_NUL,
  /** Puts the replacement character U+FFFD for each half of a surrogate pair. */
  REPLACE_UNPAIRED;

  /** The word in the manifest: lower case with hyphens. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
