package io.tributary.profile;

import io.tributary.batch.SourceColumn;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts what a column holds, value by value. Not thread-safe. */
final class ColumnTally {

  private static final LocalDate YEAR_1900 = LocalDate.of(1900, 1, 1);
  private static final int FAR_YEARS = 100;

  private final SourceColumn column;
  private final TextLimit limit;
  private final LocalDate farFuture;
  private long nulls;
  private long blanks;
  private long maxLength;
  private long tooLong;
  private @Nullable BigDecimal minNumber;
  private @Nullable BigDecimal maxNumber;
  private @Nullable LocalDateTime minTime;
  private @Nullable LocalDateTime maxTime;
  private long before1900;
  private long afterFuture;
  private long defaultDates;
  private long nulCharacters;
  private long unpairedSurrogates;

  ColumnTally(SourceColumn column, TextLimit limit, LocalDate today) {
    this.column = column;
    this.limit = limit;
    this.farFuture = today.plusYears(FAR_YEARS);
  }

  void add(@Nullable Object value) {
    if (value == null) {
      nulls++;
    } else if (value instanceof String text) {
      addText(text);
    } else if (value instanceof byte[] bytes) {
      maxLength = Math.max(maxLength, bytes.length);
    } else if (value instanceof LocalDate date) {
      addTime(date.atStartOfDay());
    } else if (value instanceof LocalDateTime time) {
      addTime(time);
    } else if (value instanceof OffsetDateTime time) {
      addTime(time.toLocalDateTime());
    } else if (value instanceof Long number) {
      addNumber(BigDecimal.valueOf(number));
    } else if (value instanceof BigDecimal number) {
      addNumber(number);
    } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      addNumber(new BigDecimal(number.toString()));
    }
  }

  private void addText(String text) {
    if (text.isBlank()) {
      blanks++;
    }
    maxLength = Math.max(maxLength, text.codePointCount(0, text.length()));
    if (limit.isPassedBy(text)) {
      tooLong++;
    }
    if (text.indexOf('\0') >= 0) {
      nulCharacters++;
    }
    if (hasUnpairedSurrogate(text)) {
      unpairedSurrogates++;
    }
  }

  /** A pair is one code point outside of the surrogates' own range. */
  private static boolean hasUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        boolean paired =
            Character.isHighSurrogate(unit)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private void addTime(LocalDateTime time) {
    LocalDate date = time.toLocalDate();
    if (date.isBefore(YEAR_1900)) {
      before1900++;
    } else if (time.equals(YEAR_1900.atStartOfDay())) {
      defaultDates++;
    } else if (date.isAfter(farFuture)) {
      afterFuture++;
    }
    if (minTime == null || time.isBefore(minTime)) {
      minTime = time;
    }
    if (maxTime == null || time.isAfter(maxTime)) {
      maxTime = time;
    }
  }

  private void addNumber(BigDecimal number) {
    if (minNumber == null || number.compareTo(minNumber) < 0) {
      minNumber = number;
    }
    if (maxNumber == null || number.compareTo(maxNumber) > 0) {
      maxNumber = number;
    }
  }

  ColumnStatistics statistics() {
    return new ColumnStatistics(
        column.name(),
        column.sqlType(),
        nulls,
        blanks,
        maxLength,
        limit.length(),
        tooLong,
        shown(minNumber, minTime),
        shown(maxNumber, maxTime),
        before1900,
        afterFuture,
        defaultDates,
        nulCharacters,
        unpairedSurrogates);
  }

  private static Optional<String> shown(@Nullable BigDecimal number, @Nullable LocalDateTime time) {
    if (number != null) {
      return Optional.of(number.toPlainString());
    }
    return Optional.ofNullable(time)
        .map(
            one ->
                one.toLocalTime().toNanoOfDay() == 0
                    ? one.toLocalDate().toString()
                    : one.toString());
  }
}
