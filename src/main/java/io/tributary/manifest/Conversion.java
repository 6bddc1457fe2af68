package io.tributary.manifest;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/**
 * A stated conversion of a value. What it may lose, it loses because the manifest says so.
 *
 * @param to the kind of value it makes
 * @param negate for {@link To#BOOLEAN}: true becomes false and false true
 * @param gap for {@link To#TIMESTAMPTZ}: what becomes of a local time that the zone skipped
 * @param overlap for {@link To#TIMESTAMPTZ}: which of two instants a repeated local time means
 * @param zone for {@link To#TIMESTAMPTZ}: a zone other than the tenant's
 * @param round what may be lost of a number's scale, a time's fraction or a text's length
 * @param format for text to date or time: a {@link java.time.format.DateTimeFormatter} pattern
 */
public record Conversion(
    To to,
    boolean negate,
    Gap gap,
    Overlap overlap,
    Optional<ZoneId> zone,
    Round round,
    Optional<String> format) {

  /** The kinds of value. */
  public enum To {
    /** From bit, from 0 and 1, from text such as Y, N, true, false, yes, no, T, F. */
    BOOLEAN,
    /** A whole number: from text, from a decimal without a fraction. */
    INTEGER,
    /** A decimal number of any scale: from text, from integers. */
    DECIMAL,
    /** A binary floating-point number. */
    DOUBLE,
    /** Text: numbers plainly, dates by ISO 8601, GUIDs in lower case. */
    TEXT,
    /** A date: from a date-time at midnight; any other time of day is refused unless rounded. */
    DATE,
    /** A time of day. */
    TIME,
    /** A local date-time, kept as it is. */
    TIMESTAMP,
    /** An instant: from a local date-time by the zone; from one with an offset by the offset. */
    TIMESTAMPTZ,
    /** A UUID: from a GUID or its text. */
    UUID,
    /** A JSON document: from text that is one. */
    JSON,
    /** The bytes of a place on a map with its SRID: from geometry and geography, without loss. */
    EWKB;

    /** The word in the manifest. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What becomes of a local time inside a gap (clocks go forward). */
  public enum Gap {
    /** Moved forward by the length of the gap, as java.time and most calendars do. */
    SHIFT,
    /** The row is a dead letter. */
    REFUSE
  }

  /** Which instant a local time inside an overlap (clocks go back) means. */
  public enum Overlap {
    /** The first of the two, in summer time. */
    EARLIER,
    /** The second of the two, in standard time. */
    LATER,
    /** The row is a dead letter. */
    REFUSE
  }

  /** What may be lost. */
  public enum Round {
    /** Nothing: the row is a dead letter. */
    REFUSE,
    /** The surplus is cut off. */
    TRUNCATE,
    /** Rounded half up (numbers and fractions of a second). */
    HALF_UP
  }
}
