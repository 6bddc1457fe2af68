package io.tributary.mapping;

import io.tributary.copy.TargetColumn;
import io.tributary.manifest.Conversion.Round;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.util.Optional;

/**
 * The {@code round} of a stated conversion, where the loss depends on the column: a number's scale,
 * the fraction of a second, the length of a text, the width of a float4. Without it, the column's
 * encoder refuses what does not fit.
 */
final class Rounding {

  private static final long NANOS_PER_DAY = 86_400_000_000_000L;

  private Rounding() {}

  /** The step for values of that kind; empty if nothing may be lost, or nothing can be. */
  static Optional<ValueStep.Plain> step(ValueKind kind, TargetColumn column, Round round) {
    if (round == Round.REFUSE) {
      return Optional.empty();
    }
    return switch (column.type()) {
      case "numeric" ->
          kind == ValueKind.DECIMAL && column.precision() > 0
              ? Optional.of(
                  v -> Numbers.scaled((BigDecimal) v, column.scale(), round, "the column"))
              : Optional.empty();
      case "float4" -> Optional.of(Rounding::single);
      case "text", "varchar", "bpchar", "citext" ->
          kind == ValueKind.TEXT && column.length() > 0 && round == Round.TRUNCATE
              ? Optional.of(v -> cut((String) v, column.length()))
              : Optional.empty();
      case "time", "timestamp", "timestamptz" -> Optional.of(fraction(column.scale(), round));
      default -> Optional.empty();
    };
  }

  private static Object single(Object value) {
    float nearest = ((Number) value).floatValue();
    if (Float.isInfinite(nearest)) {
      throw Refusals.outOfRange("a real");
    }
    return nearest;
  }

  /** The first characters, as PostgreSQL counts them: code points. */
  private static String cut(String text, int length) {
    return text.codePointCount(0, text.length()) <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, length));
  }

  private static ValueStep.Plain fraction(int digits, Round round) {
    long unit = 1;
    for (int i = digits; i < 9; i++) {
      unit *= 10;
    }
    long nanos = unit;
    long half = round == Round.HALF_UP ? unit / 2 : 0;
    return value -> fraction(value, nanos, half);
  }

  private static Object fraction(Object value, long unit, long half) {
    if (value instanceof LocalTime time) {
      long rounded = floor(time.toNanoOfDay() + half, unit);
      if (rounded == NANOS_PER_DAY) {
        throw Refusals.outOfRange("a time of day: it rounds up to midnight");
      }
      return LocalTime.ofNanoOfDay(rounded);
    }
    if (value instanceof LocalDateTime time) {
      LocalDateTime raised = time.plusNanos(half);
      return raised.minusNanos(raised.get(ChronoField.NANO_OF_SECOND) % unit);
    }
    Instant raised = ((Instant) value).plusNanos(half);
    return Instant.ofEpochSecond(raised.getEpochSecond(), floor(raised.getNano(), unit));
  }

  private static long floor(long nanos, long unit) {
    return nanos - (nanos % unit);
  }
}
