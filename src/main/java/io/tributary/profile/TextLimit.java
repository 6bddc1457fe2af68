package io.tributary.profile;

/**
 * The narrowest target column that a legacy column's text goes into.
 *
 * @param length characters at most; 0 if there is no bound
 * @param trimmed whether white space at the ends is taken off before
 */
record TextLimit(int length, boolean trimmed) {

  static final TextLimit NONE = new TextLimit(0, false);

  TextLimit narrower(TextLimit other) {
    return length == 0 || (other.length != 0 && other.length < length) ? other : this;
  }

  boolean isPassedBy(String text) {
    if (length == 0 || text.length() <= length) {
      return false;
    }
    String kept = trimmed ? text.strip() : text;
    return kept.codePointCount(0, kept.length()) > length;
  }
}
