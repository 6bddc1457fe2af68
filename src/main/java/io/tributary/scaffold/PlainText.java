package io.tributary.scaffold;

/** Text of legacy catalogs inside comments: it must not end the comment, nor deceive its reader. */
final class PlainText {

  private PlainText() {}

  /**
   * The text on one line. What ends a line, is not printed, or turns the direction of writing is
   * shown by its number.
   */
  static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(plain, c));
    return plain.toString();
  }

  private static void append(StringBuilder plain, int c) {
    boolean shown =
        switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
    if (shown) {
      plain.appendCodePoint(c);
    } else {
      plain.append("\\u{").append(Integer.toHexString(c)).append('}');
    }
  }
}
