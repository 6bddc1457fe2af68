package io.tributary.mapping;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import io.tributary.manifest.Conversion;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

/** {@code as: date}, {@code time} and {@code timestamp}. */
final class TemporalConversion implements ValueStep.Plain {

  /** The date that SQL Server gives a time of day without one. */
  private static final LocalDate NO_DATE = LocalDate.of(1900, 1, 1);

  private final Conversion.To to;
  private final boolean mayLose;
  private final TemporalText text;

  TemporalConversion(Conversion conversion) {
    this.to = conversion.to();
    this.mayLose = conversion.round() == Conversion.Round.TRUNCATE;
    this.text = new TemporalText(conversion);
  }

  @Override
  public Object apply(Object value) {
    Object temporal = value instanceof String string ? text.read(string) : value;
    return switch (to) {
      case DATE -> date(temporal);
      case TIME -> time(temporal);
      default -> timestamp(temporal);
    };
  }

  private LocalDate date(Object temporal) {
    if (temporal instanceof LocalDateTime dateTime) {
      if (!mayLose && !dateTime.toLocalTime().equals(LocalTime.MIDNIGHT)) {
        throw new RowRefusedException(
            Reason.TIME_OF_DAY_LOST, "a date with a time of day, where a date is wanted");
      }
      return dateTime.toLocalDate();
    }
    return (LocalDate) temporal;
  }

  private LocalTime time(Object temporal) {
    if (temporal instanceof LocalDateTime dateTime) {
      if (!mayLose && !dateTime.toLocalDate().equals(NO_DATE)) {
        throw new RowRefusedException(
            Reason.NOT_CONVERTIBLE, "a time with a date, where a time of day is wanted");
      }
      return dateTime.toLocalTime();
    }
    return (LocalTime) temporal;
  }

  private static LocalDateTime timestamp(Object temporal) {
    return temporal instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) temporal;
  }
}
