package io.tributary.report;

import io.tributary.validate.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Numbers, times and values as people read them. */
final class Words {

  private static final int LONGEST_VALUE = 300;
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH);

  private Words() {}

  static String number(long number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }

  /** A number and what it counts, such as "1 row", "2 rows". */
  static String count(long number, String one, String many) {
    return number(number) + " " + (number == 1 ? one : many);
  }

  static String moment(Instant instant) {
    return MOMENT.format(instant.atOffset(ZoneOffset.UTC));
  }

  static String duration(Duration duration) {
    if (duration.toHours() > 0) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    if (duration.toMinutes() > 0) {
      return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
    return String.format(Locale.ENGLISH, "%.1f s", duration.toMillis() / 1000.0);
  }

  /** A code such as MISSING_PARENT in words. */
  static String plain(String code) {
    return code.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What a level looks at, in a sentence that needs no other. */
  static String meaning(Level level) {
    return switch (level) {
      case COUNTS -> "Every row of the old databases is accounted for, and every table is full.";
      case SAMPLE -> "Rows drawn by lot were read again and compared field by field.";
      case FULL -> "Every row was read again and compared field by field, both ways.";
      case AGGREGATES -> "Sums, smallest and largest values and counts agree on both sides.";
      case ORPHANS -> "Every reference leads to a row of the same district.";
      case JOINS ->
          "Records drawn by lot belong to the same parent records as in the old databases.";
      case UNIQUENESS -> "Nothing that should be there once is there twice.";
      case HISTORY -> "Dates, times and flags of the compared rows are the same.";
    };
  }

  /** A value of a row so that blanks at its ends, signs that don't print and NULL can be seen. */
  static String value(Optional<String> value) {
    if (value.isEmpty()) {
      return "(no value)";
    }
    String text = value.get();
    if (text.isEmpty()) {
      return "(empty text)";
    }
    boolean tooLong = text.length() > LONGEST_VALUE;
    StringBuilder shown = new StringBuilder();
    int first = text.length() - text.stripLeading().length();
    int last = text.stripTrailing().length();
    for (int i = 0; i < shownLength(text); i++) {
      char sign = text.charAt(i);
      boolean atAnEnd = i < first || i >= last;
      if (sign == ' ' && atAnEnd) {
        shown.append('␣');
      } else if (sign < ' ') {
        shown.append((char) (0x2400 + sign));
      } else {
        shown.append(sign);
      }
    }
    return tooLong ? shown + "… (" + number(text.length()) + " characters)" : shown.toString();
  }

  /** Not half of a character, which no file can hold. */
  private static int shownLength(String text) {
    if (text.length() <= LONGEST_VALUE) {
      return text.length();
    }
    return Character.isHighSurrogate(text.charAt(LONGEST_VALUE - 1))
        ? LONGEST_VALUE - 1
        : LONGEST_VALUE;
  }
}
