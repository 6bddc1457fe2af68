package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/**
 * time, timestamp and timestamptz: microseconds since midnight or since 2000-01-01. PostgreSQL
 * rounds to the column's fractional digits in silence; here a finer fraction is refused.
 */
final class TimeEncoders {

  private static final int NANOS_PER_MICRO = 1_000;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private static final long EPOCH_SECOND = second(2000, 1, 1);

  /** The first and the first impossible second of PostgreSQL's timestamps. */
  private static final long FIRST_SECOND = second(-4713, 11, 24);

  private static final long END_SECOND = second(294_277, 1, 1);

  private final int digits;
  private final int nanosPerStep;

  /**
   * For a column of so many fractional digits.
   *
   * @param digits 0 to 6
   */
  TimeEncoders(int digits) {
    this.digits = digits;
    int nanos = NANOS_PER_MICRO;
    for (int i = digits; i < 6; i++) {
      nanos *= 10;
    }
    this.nanosPerStep = nanos;
  }

  void time(Object value, CopyBuffer out) {
    if (!(value instanceof LocalTime time)) {
      throw ValueEncoder.wrongClass("time", value);
    }
    long nanoOfDay = time.toNanoOfDay();
    checkFraction(nanoOfDay);
    out.putInt(Long.BYTES);
    out.putLong(nanoOfDay / NANOS_PER_MICRO);
  }

  void timestamp(Object value, CopyBuffer out) {
    if (!(value instanceof LocalDateTime local)) {
      throw ValueEncoder.wrongClass("timestamp", value);
    }
    putMoment(local.toEpochSecond(ZoneOffset.UTC), local.get(ChronoField.NANO_OF_SECOND), out);
  }

  void timestamptz(Object value, CopyBuffer out) {
    if (value instanceof Instant instant) {
      putMoment(instant.getEpochSecond(), instant.getNano(), out);
    } else if (value instanceof OffsetDateTime moment) {
      putMoment(moment.toEpochSecond(), moment.getNano(), out);
    } else {
      throw ValueEncoder.wrongClass("timestamptz", value);
    }
  }

  private void putMoment(long epochSecond, int nano, CopyBuffer out) {
    if (epochSecond < FIRST_SECOND || epochSecond >= END_SECOND) {
      throw new RowRefusedException(Reason.OUT_OF_RANGE, "outside the range of timestamp");
    }
    checkFraction(nano);
    out.putInt(Long.BYTES);
    out.putLong((epochSecond - EPOCH_SECOND) * MICROS_PER_SECOND + nano / NANOS_PER_MICRO);
  }

  private void checkFraction(long nano) {
    if (nano % nanosPerStep != 0) {
      throw new RowRefusedException(
          Reason.FRACTION_LOST, "a finer fraction of a second than the " + digits + " digits kept");
    }
  }

  private static long second(int year, int month, int day) {
    return LocalDateTime.of(year, month, day, 0, 0).toEpochSecond(ZoneOffset.UTC);
  }
}
