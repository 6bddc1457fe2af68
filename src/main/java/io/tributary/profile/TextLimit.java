package io.tributary.profile;

import io.tributary.manifest.Clean;
import io.tributary.mapping.Cleaning;
import java.util.List;

/**
 * The narrowest target column that a legacy column's text goes into.
 *
 * @param length characters at most; 0 if there is no bound
 * @param clean what the mapping does to the text before
 */
record TextLimit(int length, List<Clean> clean) {

  static final TextLimit NONE = new TextLimit(0, List.of());

  TextLimit narrower(TextLimit other) {
    return length == 0 || (other.length != 0 && other.length < length) ? other : this;
  }

  /** Whether what the mapping would send of this text is longer. */
  boolean isPassedBy(String text) {
    if (length == 0) {
      return false;
    }
    String kept = Cleaning.cleaned(text, clean);
    return kept != null && kept.codePointCount(0, kept.length()) > length;
  }
}
