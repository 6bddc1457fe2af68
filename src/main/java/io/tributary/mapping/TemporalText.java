package io.tributary.mapping;

import io.tributary.manifest.Conversion;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads dates and times from text, by a pattern or by ISO 8601 (a space may stand for the T).
 *
 * <p>Strictly: Java's usual leniency would make the 28th of a 30th of February.
 */
final class TemporalText {

  private static final OffsetDateTime SAMPLE =
      OffsetDateTime.of(2021, 11, 29, 13, 45, 7, 0, ZoneOffset.UTC);

  private final Conversion.To to;
  private final Optional<DateTimeFormatter> format;

  /**
   * For a conversion to one of the temporal kinds.
   *
   * @throws IllegalArgumentException if its format is no pattern, or lacks what the kind needs
   */
  TemporalText(Conversion conversion) {
    this.to = conversion.to();
    this.format = conversion.format().map(TemporalText::formatter);
    this.format.ifPresent(this::checkRoundTrip);
  }

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(yearNotYearOfEra(pattern))
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** People write yyyy for the year; strictly that is the year of an era, which they don't say. */
  private static String yearNotYearOfEra(String pattern) {
    StringBuilder result = new StringBuilder(pattern);
    boolean quoted = false;
    boolean saysEra = pattern.indexOf('G') >= 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      if (c == 'y' && !quoted && !saysEra) {
        result.setCharAt(i, 'u');
      }
    }
    return result.toString();
  }

  private void checkRoundTrip(DateTimeFormatter formatter) {
    try {
      parse(formatter.format(SAMPLE), formatter);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("it cannot make a " + to.word(), e);
    }
  }

  /**
   * The value: a LocalDate, LocalTime or LocalDateTime; for an instant an OffsetDateTime, or what
   * there is of a local time.
   *
   * @throws io.tributary.batch.RowRefusedException if the text is none
   */
  TemporalAccessor read(String text) {
    try {
      return format.isPresent() ? parse(text, format.get()) : parseIso(text);
    } catch (DateTimeException e) {
      throw Refusals.notA(to.word() + format.map(f -> " of the stated format").orElse(""));
    }
  }

  private TemporalAccessor parse(String text, DateTimeFormatter formatter) {
    return switch (to) {
      case DATE -> formatter.parse(text, LocalDate::from);
      case TIME -> formatter.parse(text, LocalTime::from);
      case TIMESTAMP -> formatter.parseBest(text, LocalDateTime::from, LocalDate::from);
      default ->
          formatter.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    };
  }

  private TemporalAccessor parseIso(String text) {
    return switch (to) {
      case DATE -> LocalDate.parse(text);
      case TIME -> LocalTime.parse(text);
      case TIMESTAMP ->
          text.length() == 10 ? LocalDate.parse(text) : LocalDateTime.parse(withT(text));
      default ->
          text.length() == 10
              ? LocalDate.parse(text)
              : DateTimeFormatter.ISO_DATE_TIME.parseBest(
                  withT(text), OffsetDateTime::from, LocalDateTime::from);
    };
  }

  private static String withT(String text) {
    boolean spaced = text.length() > 10 && text.charAt(10) == ' ';
    return spaced ? text.substring(0, 10) + 'T' + text.substring(11) : text;
  }
}
