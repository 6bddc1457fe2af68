package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;

/** Whole numbers from Long, floating-point numbers from Float and Double. */
final class NumberEncoders {

  private NumberEncoders() {}

  static void int2(Object value, CopyBuffer out) {
    long number = inRange(value, "smallint", Short.MIN_VALUE, Short.MAX_VALUE);
    out.putInt(Short.BYTES);
    out.putShort((int) number);
  }

  static void int4(Object value, CopyBuffer out) {
    long number = inRange(value, "integer", Integer.MIN_VALUE, Integer.MAX_VALUE);
    out.putInt(Integer.BYTES);
    out.putInt((int) number);
  }

  static void int8(Object value, CopyBuffer out) {
    long number = inRange(value, "bigint", Long.MIN_VALUE, Long.MAX_VALUE);
    out.putInt(Long.BYTES);
    out.putLong(number);
  }

  private static long inRange(Object value, String type, long min, long max) {
    if (!(value instanceof Long number)) {
      throw ValueEncoder.wrongClass(type, value);
    }
    if (number < min || number > max) {
      throw new RowRefusedException(Reason.OUT_OF_RANGE, "outside the range of " + type);
    }
    return number;
  }

  /** A Double is taken only if real holds exactly it. */
  static void float4(Object value, CopyBuffer out) {
    float number;
    if (value instanceof Float single) {
      number = single;
    } else if (value instanceof Double wide) {
      number = narrowed(wide);
    } else {
      throw ValueEncoder.wrongClass("real", value);
    }
    out.putInt(Float.BYTES);
    out.putInt(Float.floatToIntBits(number));
  }

  private static float narrowed(double wide) {
    float number = (float) wide;
    if (Float.isInfinite(number) && !Double.isInfinite(wide)) {
      throw new RowRefusedException(Reason.OUT_OF_RANGE, "outside the range of real");
    }
    if (Double.compare(number, wide) != 0) {
      throw new RowRefusedException(Reason.SCALE_LOST, "real keeps fewer digits of it");
    }
    return number;
  }

  static void float8(Object value, CopyBuffer out) {
    double number;
    if (value instanceof Double wide) {
      number = wide;
    } else if (value instanceof Float single) {
      number = single;
    } else {
      throw ValueEncoder.wrongClass("double precision", value);
    }
    out.putInt(Double.BYTES);
    out.putLong(Double.doubleToLongBits(number));
  }
}
