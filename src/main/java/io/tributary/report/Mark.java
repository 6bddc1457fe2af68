package io.tributary.report;

import io.tributary.validate.CheckStatus;
import io.tributary.validate.Verdict;

/**
 * How a verdict shows: by a colour, by a sign and by a word, so that no reader depends on one.
 *
 * @param tone the class that the page's styles know
 * @param sign one character
 * @param word what a reader is told
 */
record Mark(String tone, String sign, String word) {

  private static final Mark PROVEN = new Mark("ok", "✓", "proven");
  private static final Mark DIFFERENT = new Mark("bad", "✗", "different");
  private static final Mark INCOMPLETE = new Mark("part", "!", "incomplete");

  static Mark of(Verdict verdict) {
    return switch (verdict) {
      case PROVEN -> PROVEN;
      case DIFFERENT -> DIFFERENT;
      case INCOMPLETE -> INCOMPLETE;
    };
  }

  static Mark of(CheckStatus status) {
    return of(status.verdict());
  }
}
