package io.tributary.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/** Fifteen school years of a district, 2011 to 2026, with the nights on which clocks change. */
final class SchoolCalendar {

  /** How many school years there are, numbered from 0. */
  static final int YEARS = 15;

  private static final int FIRST = 2011;
  private static final int ONE_IN_A_CLOCK_CHANGE = 150;

  private final ZoneId zone;
  private final List<ZoneOffsetTransition> gaps = new ArrayList<>();
  private final List<ZoneOffsetTransition> overlaps = new ArrayList<>();

  SchoolCalendar(ZoneId zone) {
    this.zone = zone;
    Instant end = LocalDate.of(FIRST + YEARS, 7, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    ZoneOffsetTransition change =
        zone.getRules()
            .nextTransition(LocalDate.of(FIRST, 8, 1).atStartOfDay(ZoneOffset.UTC).toInstant());
    while (change != null && change.getInstant().isBefore(end)) {
      (change.isGap() ? gaps : overlaps).add(change);
      change = zone.getRules().nextTransition(change.getInstant());
    }
    if (gaps.isEmpty() || overlaps.isEmpty()) {
      throw new IllegalArgumentException(zone + " has no daylight-saving time");
    }
  }

  static String name(int year) {
    return (FIRST + year) + "-" + (FIRST + year + 1);
  }

  static LocalDate firstDay(int year) {
    return LocalDate.of(FIRST + year, 8, 22);
  }

  static LocalDate lastDay(int year) {
    return LocalDate.of(FIRST + year + 1, 6, 5);
  }

  /** A day of that school year. */
  static LocalDate day(Dice dice, int year) {
    return firstDay(year).plusDays(dice.below(280));
  }

  /** A time between 8 and 16 o'clock, to the millisecond: never where clocks change. */
  static LocalDateTime schoolTime(Dice dice, int year) {
    return day(dice, year).atTime(8, 0).plusNanos(dice.below(8 * 3_600_000) * 1_000_000L);
  }

  /** Mostly a school time; now and then, as nightly jobs write them, inside a gap or an overlap. */
  LocalDateTime time(Dice dice, int year) {
    return switch (dice.below(ONE_IN_A_CLOCK_CHANGE)) {
      case 0 -> timeInGap(dice);
      case 1 -> timeInOverlap(dice);
      default -> schoolTime(dice, year);
    };
  }

  /** A local time that the zone skipped. */
  LocalDateTime timeInGap(Dice dice) {
    return within(dice, dice.pick(gaps).getDateTimeBefore());
  }

  /** A local time that the zone had twice. */
  LocalDateTime timeInOverlap(Dice dice) {
    return within(dice, dice.pick(overlaps).getDateTimeAfter());
  }

  /** The instant of a local time, with the zone's offset. */
  OffsetDateTime instant(LocalDateTime time) {
    return time.atZone(zone).toOffsetDateTime();
  }

  /** Midnight of that day, as systems store a date that have no type for one. */
  static LocalDateTime midnight(LocalDate day) {
    return day.atTime(LocalTime.MIDNIGHT);
  }

  /** As {@code datetime} keeps it: in steps of 1/300 of a second, shown as .000, .003 and .007. */
  static LocalDateTime datetime(LocalDateTime time) {
    int millis = time.get(ChronoField.MILLI_OF_SECOND);
    int step = millis % 10 < 3 ? 0 : millis % 10 < 7 ? 3 : 7;
    return time.withNano((millis / 10 * 10 + step) * 1_000_000);
  }

  private static LocalDateTime within(Dice dice, LocalDateTime start) {
    return start.plus(Duration.ofMillis(dice.below(3_600_000)));
  }
}
