package io.tributary.mapping;

import io.tributary.manifest.Conversion;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** {@code as: integer}, {@code decimal} and {@code double}. */
final class Numbers {

  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Numbers() {}

  /** A whole number; a fraction is refused unless it may be rounded away. */
  static Long integer(Object value, Conversion.Round round) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Boolean bit) {
      return bit ? 1L : 0L;
    }
    BigDecimal whole = scaled(decimal(value), 0, round, "a whole number");
    if (whole.compareTo(LONG_MIN) < 0 || whole.compareTo(LONG_MAX) > 0) {
      throw Refusals.outOfRange("a whole number of 64 bits");
    }
    return whole.longValueExact();
  }

  /**
   * A decimal. A binary number becomes the shortest decimal that reads back as the same binary
   * number, which is what legacy tools show.
   */
  static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal number) {
      return number;
    }
    if (value instanceof Long number) {
      return BigDecimal.valueOf(number);
    }
    if (value instanceof Double || value instanceof Float) {
      return NumberText.parse(value.toString()).orElseThrow(() -> Refusals.notA("finite number"));
    }
    return NumberText.parse((String) value).orElseThrow(() -> Refusals.notA("decimal number"));
  }

  /** A binary number, from which the same decimal can be read again, unless rounding is allowed. */
  static Double floating(Object value, Conversion.Round round) {
    if (value instanceof Double number) {
      return number;
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    BigDecimal exact = decimal(value);
    double nearest = exact.doubleValue();
    if (Double.isInfinite(nearest)) {
      throw Refusals.outOfRange("a double");
    }
    boolean same = new BigDecimal(Double.toString(nearest)).compareTo(exact) == 0;
    if (!same && round == Conversion.Round.REFUSE) {
      throw Refusals.digitsLost("a double");
    }
    return nearest;
  }

  /** The number with at most that many decimal digits. */
  static BigDecimal scaled(BigDecimal number, int scale, Conversion.Round round, String keeper) {
    if (number.scale() <= scale) {
      return number;
    }
    return switch (round) {
      case TRUNCATE -> number.setScale(scale, RoundingMode.DOWN);
      case HALF_UP -> number.setScale(scale, RoundingMode.HALF_UP);
      case REFUSE -> {
        BigDecimal bare = number.stripTrailingZeros();
        if (bare.scale() > scale) {
          throw Refusals.digitsLost(keeper);
        }
        yield bare;
      }
    };
  }
}
