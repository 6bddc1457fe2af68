package io.tributary.mapping;

import java.math.BigDecimal;
import java.util.Locale;

/** {@code as: boolean}. */
final class Booleans {

  private Booleans() {}

  static boolean read(Object value) {
    if (value instanceof Boolean bit) {
      return bit;
    }
    if (value instanceof Long number) {
      return ofNumber(BigDecimal.valueOf(number));
    }
    if (value instanceof BigDecimal number) {
      return ofNumber(number);
    }
    return ofText((String) value);
  }

  private static boolean ofNumber(BigDecimal number) {
    if (number.signum() == 0) {
      return false;
    }
    if (number.compareTo(BigDecimal.ONE) == 0) {
      return true;
    }
    throw Refusals.notA("boolean: neither 0 nor 1");
  }

  private static boolean ofText(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "t", "true", "y", "yes" -> true;
      case "0", "f", "false", "n", "no" -> false;
      default -> throw Refusals.notA("boolean: none of Y, N, yes, no, T, F, true, false, 1, 0");
    };
  }
}
