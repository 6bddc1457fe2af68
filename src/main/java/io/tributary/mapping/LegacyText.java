package io.tributary.mapping;

import io.tributary.batch.KeyShape;
import java.math.BigDecimal;

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
}
