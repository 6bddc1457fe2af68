package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;

/** What PostgreSQL counts as text, and what it cannot hold. */
final class PostgresText {

  private PostgresText() {}

  /**
   * The length as PostgreSQL counts it: in characters, so that an emoji is one.
   *
   * @throws RowRefusedException if there is a NUL character or half of a surrogate pair
   */
  static int checkedLength(String text) {
    int pairs = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new RowRefusedException(
            Reason.NUL_CHARACTER, "a NUL character, which PostgreSQL's text cannot hold");
      }
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < length
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          throw new RowRefusedException(
              Reason.UNPAIRED_SURROGATE, "half of a surrogate pair, which is no character");
        }
        pairs++;
        i++;
      }
    }
    return length - pairs;
  }
}
