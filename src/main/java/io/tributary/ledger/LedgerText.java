package io.tributary.ledger;

/**
 * Text as PostgreSQL can hold it, and back again exactly.
 *
 * <p>A legacy string may hold a NUL or half of a surrogate pair; PostgreSQL's text holds neither.
 * Such a character, and U+E000 itself, is written as U+E000 (private use: no legacy system prints
 * it) and four hexadecimal digits. All other text stays as it is, so that keys can be looked up as
 * people type them.
 */
final class LedgerText {

  private static final char MARK = '\uE000';
  private static final int MARKED_LENGTH = 5;

  private LedgerText() {}

  /** The text with every character that PostgreSQL cannot hold written out. */
  static String escape(String text) {
    if (isPlain(text, MARK)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == MARK || isUnstorable(text, i)) {
        out.append(MARK).append("%04X".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** What {@link #escape} was given. */
  static String unescape(String text) {
    if (text.indexOf(MARK) < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == MARK) {
        out.append((char) Integer.parseInt(text, i + 1, i + MARKED_LENGTH, 16));
        i += MARKED_LENGTH;
      } else {
        out.append(c);
        i++;
      }
    }
    return out.toString();
  }

  /** Whether PostgreSQL can hold the text and it has none of that character. */
  static boolean isPlain(String text, char reserved) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == reserved || isUnstorable(text, i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether PostgreSQL can hold the text. */
  static boolean isStorable(String text) {
    return isPlain(text, '\0');
  }

  /** Whether the character there is a NUL or half of a surrogate pair. */
  static boolean isUnstorable(String text, int index) {
    char c = text.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
    }
    return c == '\0';
  }
}
