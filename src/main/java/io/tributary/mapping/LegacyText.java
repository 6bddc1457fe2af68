package io.tributary.mapping;

import io.tributary.batch.KeyShape;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Legacy values as the text that manifests and route files compare them with. */
final class LegacyText {

  private LegacyText() {}

  /** Numbers plainly without trailing zeros, bits as true and false, the rest by ISO or as is. */
  static String of(Object value) {
    return KeyShape.partText(value);
  }

  /**
   * Whether a person who wrote this text means the value: 1 and 0 are a bit's text as well, and a
   * decimal's trailing zeros do not count.
   */
  static boolean matches(Object value, String text) {
    if (value instanceof Boolean bit && text.length() == 1) {
      return text.equals(bit ? "1" : "0");
    }
    if (value instanceof BigDecimal decimal) {
      return NumberText.parse(text).map(n -> n.compareTo(decimal) == 0).orElse(false);
    }
    return of(value).equals(text);
  }

  /** Whether it is NULL, or text without anything but white space. */
  static boolean isBlank(@Nullable Object value) {
    return value == null || (value instanceof String text && isBlankText(text));
  }

  private static boolean isBlankText(String text) {
    return text.codePoints().allMatch(LegacyText::isSpace);
  }

  /** White space by Java or by Unicode, so no-break spaces too. */
  static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
  }
}
