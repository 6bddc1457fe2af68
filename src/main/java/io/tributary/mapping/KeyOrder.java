package io.tributary.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * 48 bits of a key that ascend where the legacy server's key order does, as far as that can be
 * guessed. They keep rows that are loaded together close together in the target's indexes; nothing
 * else depends on them.
 */
final class KeyOrder {

  private static final int WIDTH = 48;

  private KeyOrder() {}

  /** The bits of a whole key; of a composite one, half for each of its first two parts. */
  static long bits(Object[] key) {
    if (key.length == 0) {
      return 0;
    }
    if (key.length == 1) {
      return bits(key[0], WIDTH);
    }
    int half = WIDTH / 2;
    return (bits(key[0], half) << half) | bits(key[1], half);
  }

  /** The bits of a key that is one integer. */
  static long bits(long key) {
    return lowBits(key, WIDTH);
  }

  private static long bits(Object part, int width) {
    if (part instanceof Long number) {
      return lowBits(number, width);
    }
    if (part instanceof BigDecimal number) {
      // The floor, so that 5.00 orders as the integer 5 does.
      return lowBits(number.setScale(0, RoundingMode.FLOOR).unscaledValue().longValue(), width);
    }
    if (part instanceof String text) {
      return firstBytes(text) >>> (WIDTH - width);
    }
    if (part instanceof UUID guid) {
      // SQL Server compares the last six bytes first.
      return (guid.getLeastSignificantBits() & mask(WIDTH)) >>> (WIDTH - width);
    }
    if (part instanceof LocalDate date) {
      return lowBits(date.toEpochDay(), width);
    }
    if (part instanceof LocalTime time) {
      return time.toNanoOfDay() >>> (WIDTH - width);
    }
    if (part instanceof LocalDateTime time) {
      return millis(time.toInstant(ZoneOffset.UTC).toEpochMilli(), width);
    }
    if (part instanceof OffsetDateTime time) {
      return millis(time.toInstant().toEpochMilli(), width);
    }
    throw new IllegalArgumentException("a key cannot have a " + part.getClass().getSimpleName());
  }

  /** The low bits, shifted so that negative numbers come before positive ones. */
  private static long lowBits(long number, int width) {
    return (number + (1L << (width - 1))) & mask(width);
  }

  private static long millis(long epochMillis, int width) {
    return lowBits(epochMillis, WIDTH) >>> (WIDTH - width);
  }

  private static long firstBytes(String text) {
    int end = text.offsetByCodePoints(0, Math.min(6, text.codePointCount(0, text.length())));
    byte[] utf8 = text.substring(0, end).getBytes(StandardCharsets.UTF_8);
    long bits = 0;
    for (int i = 0; i < 6; i++) {
      bits = (bits << 8) | (i < utf8.length ? utf8[i] & 0xFF : 0);
    }
    return bits;
  }

  private static long mask(int width) {
    return (1L << width) - 1;
  }
}
