package io.tributary.batch;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is blank in a legacy value. The mapper, the steps of a route and the questions to a legacy
 * server go by this one answer.
 */
public final class WhiteSpace {

  private WhiteSpace() {}

  /** Whether it is NULL, or text without anything but white space. */
  public static boolean isBlank(@Nullable Object value) {
    return value == null || (value instanceof String text && isBlankText(text));
  }

  private static boolean isBlankText(String text) {
    return text.codePoints().allMatch(WhiteSpace::isSpace);
  }

  /** White space by Java or by Unicode, so no-break spaces too. */
  public static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
  }

  /** All characters that are white space, in their order; each is one UTF-16 unit. */
  public static IntStream characters() {
    return IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(WhiteSpace::isSpace);
  }
}
