package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * numeric from BigDecimal and Long, exactly.
 *
 * <p>On the wire a numeric is a row of base-10000 digits: their count, the weight of the first (its
 * exponent of 10000), the sign, how many decimal digits are shown, the digits. Zeros at either end
 * are allowed. PostgreSQL rounds to the column's scale in silence, so what it would round is
 * refused here; zeros that end a fraction are no loss.
 *
 * <p>What fits a long and has at most 16 decimals, as nearly all values do, is cut into digits by
 * long arithmetic. The rest goes through BigInteger.
 */
final class NumericEncoder implements ValueEncoder {

  private static final int POSITIVE = 0x0000;
  private static final int NEGATIVE = 0x4000;
  private static final int HEADER_BYTES = 4 * Short.BYTES;
  private static final int DECIMALS_PER_DIGIT = 4;
  private static final int BASE = 10_000;
  private static final BigInteger BIG_BASE = BigInteger.valueOf(BASE);

  /** How many base-10000 digits PostgreSQL takes in the binary format. */
  private static final int MAX_DIGITS = 3_000;

  private static final int MAX_INTEGER_DECIMALS = 131_072;
  private static final int MAX_SCALE = 16_383;

  /** The longest fraction whose digits, filled up to a multiple of four, surely fit a long. */
  private static final int COMPACT_SCALE = 16;

  private static final int COMPACT_PRECISION = 18;
  private static final long[] POWERS_OF_TEN = powersOfTen();

  private final boolean bounded;
  private final int precision;
  private final int scale;
  private final boolean compactFits;

  /**
   * For numeric(precision, scale).
   *
   * @param precision 0 if the column has no bounds
   */
  NumericEncoder(int precision, int scale) {
    this.bounded = precision > 0;
    this.precision = precision;
    this.scale = scale;
    this.compactFits = !bounded || (scale >= 0 && scale <= precision);
  }

  @Override
  public void encode(Object value, CopyBuffer out) {
    if (value instanceof Long number) {
      encodeLong(number, out);
    } else if (value instanceof BigDecimal decimal) {
      encodeDecimal(decimal, out);
    } else {
      throw ValueEncoder.wrongClass("numeric", value);
    }
  }

  private void encodeLong(long number, CopyBuffer out) {
    if (compactFits && number != Long.MIN_VALUE) {
      encodeCompact(number, 0, out);
    } else {
      encodeAny(BigDecimal.valueOf(number), out);
    }
  }

  private void encodeDecimal(BigDecimal decimal, CopyBuffer out) {
    if (compactFits
        && decimal.scale() >= 0
        && decimal.scale() <= COMPACT_SCALE
        && decimal.precision() <= COMPACT_PRECISION) {
      encodeCompact(decimal.unscaledValue().longValue(), decimal.scale(), out);
    } else {
      encodeAny(decimal, out);
    }
  }

  private void encodeCompact(long unscaled, int decimals, CopyBuffer out) {
    long magnitude = Math.abs(unscaled);
    int shown = decimals;
    if (bounded && shown > scale) {
      long lost = POWERS_OF_TEN[shown - scale];
      if (magnitude % lost != 0) {
        throw scaleLost();
      }
      magnitude /= lost;
      shown = scale;
    }
    long whole = magnitude / POWERS_OF_TEN[shown];
    long fraction = magnitude % POWERS_OF_TEN[shown];
    if (bounded && precision - scale <= COMPACT_PRECISION) {
      if (whole >= POWERS_OF_TEN[precision - scale]) {
        throw outOfRange();
      }
    }
    int wholeDigits = digitsOf(whole);
    int fractionDigits = (shown + DECIMALS_PER_DIGIT - 1) / DECIMALS_PER_DIGIT;
    putHeader(wholeDigits + fractionDigits, wholeDigits - 1, unscaled < 0, shown, out);
    putDigits(whole, wholeDigits, out);
    int filling = fractionDigits * DECIMALS_PER_DIGIT - shown;
    putDigits(fraction * POWERS_OF_TEN[filling], fractionDigits, out);
  }

  private static int digitsOf(long whole) {
    int digits = 0;
    for (long rest = whole; rest != 0; rest /= BASE) {
      digits++;
    }
    return digits;
  }

  private static void putDigits(long number, int digits, CopyBuffer out) {
    for (int i = digits - 1; i >= 0; i--) {
      out.putShort((int) (number / POWERS_OF_TEN[i * DECIMALS_PER_DIGIT] % BASE));
    }
  }

  private void encodeAny(BigDecimal decimal, CopyBuffer out) {
    BigDecimal stripped = decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
    checkBounds(stripped);
    int shown = bounded ? stripped.scale() : Math.min(decimal.scale(), MAX_SCALE);
    // Whole base-10000 digits: the point is moved to a multiple of four decimals.
    int aligned = Math.floorDiv(stripped.scale() + DECIMALS_PER_DIGIT - 1, DECIMALS_PER_DIGIT);
    int[] digits = digitsOf(stripped.setScale(aligned * DECIMALS_PER_DIGIT).unscaledValue().abs());
    int weight = digits.length - aligned - 1;
    putHeader(digits.length, weight, decimal.signum() < 0, Math.max(0, shown), out);
    for (int digit : digits) {
      out.putShort(digit);
    }
  }

  private void checkBounds(BigDecimal stripped) {
    if (stripped.scale() > (bounded ? scale : MAX_SCALE)) {
      throw scaleLost();
    }
    long wholeDecimals = (long) stripped.precision() - stripped.scale();
    long allowed = bounded ? (long) precision - scale : MAX_INTEGER_DECIMALS;
    boolean tooLong = stripped.precision() > (MAX_DIGITS - 1) * DECIMALS_PER_DIGIT;
    if (stripped.signum() != 0 && (wholeDecimals > allowed || tooLong)) {
      throw outOfRange();
    }
  }

  private static int[] digitsOf(BigInteger magnitude) {
    int decimals = new BigDecimal(magnitude).precision();
    int[] digits = new int[(decimals + DECIMALS_PER_DIGIT - 1) / DECIMALS_PER_DIGIT];
    BigInteger rest = magnitude;
    for (int i = digits.length - 1; i >= 0; i--) {
      BigInteger[] parts = rest.divideAndRemainder(BIG_BASE);
      digits[i] = parts[1].intValue();
      rest = parts[0];
    }
    return digits;
  }

  private static void putHeader(
      int digits, int weight, boolean negative, int shown, CopyBuffer out) {
    out.putInt(HEADER_BYTES + digits * Short.BYTES);
    out.putShort(digits);
    out.putShort(weight);
    out.putShort(negative ? NEGATIVE : POSITIVE);
    out.putShort(shown);
  }

  private RowRefusedException scaleLost() {
    return new RowRefusedException(
        Reason.SCALE_LOST,
        "more decimal digits than the " + (bounded ? scale : MAX_SCALE) + " kept");
  }

  private RowRefusedException outOfRange() {
    return new RowRefusedException(
        Reason.OUT_OF_RANGE,
        bounded
            ? "more digits than numeric(" + precision + "," + scale + ") has"
            : "more digits than numeric has");
  }

  private static long[] powersOfTen() {
    long[] powers = new long[COMPACT_PRECISION + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
