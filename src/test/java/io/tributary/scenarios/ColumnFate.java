package io.tributary.scenarios;

import io.tributary.testing.DemoDistrict;
import java.text.Normalizer;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a legacy column's values must have gone, and as what. Written anew from the manifest's
 * words, so that a mistake in the tool is not repeated here.
 *
 * @param column of dbo.Student
 * @param target SQL over the target's rows, see {@link StudentColumns}
 * @param expected what a value that is not NULL must have become, as text
 */
record ColumnFate(String column, String target, Expected expected) {

  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  /** What becomes of a value. */
  @FunctionalInterface
  interface Expected {
    @Nullable String of(Object value, DemoDistrict district);
  }

  /** The same fate with another step after it. */
  private ColumnFate then(UnaryOperator<@Nullable String> step) {
    return new ColumnFate(
        column,
        target,
        (value, district) -> {
          String text = expected.of(value, district);
          return text == null ? null : step.apply(text);
        });
  }

  /** The value as it is. */
  static ColumnFate same(String column, String target) {
    return new ColumnFate(column, target, (value, district) -> value.toString());
  }

  /** White space, Unicode's included, cut off at both ends. */
  static ColumnFate trimmed(String column, String target) {
    return same(column, target).then(text -> text.replaceAll("(?U)^\\s+|\\s+$", ""));
  }

  /** Trimmed, and NULL if nothing is left. */
  static ColumnFate text(String column, String target) {
    return trimmed(column, target).then(text -> text.isEmpty() ? null : text);
  }

  ColumnFate collapsed() {
    return then(text -> text.replaceAll("(?U)\\s+", " "));
  }

  ColumnFate normalised() {
    return then(text -> Normalizer.normalize(text, Normalizer.Form.NFC));
  }

  ColumnFate upper() {
    return then(text -> text.toUpperCase(Locale.ROOT));
  }

  ColumnFate lower() {
    return then(text -> text.toLowerCase(Locale.ROOT));
  }

  /** Whole values replaced; one that is not listed is an error. */
  ColumnFate values(Map<String, String> values) {
    return then(
        text -> {
          String replaced = values.get(text);
          if (replaced == null) {
            throw new AssertionError(column + " has a value that cannot be migrated: " + text);
          }
          return replaced;
        });
  }

  /** One value replaced, the others kept. */
  ColumnFate replacing(String value, String by) {
    return then(text -> text.equals(value) ? by : text);
  }

  /** A bit, as it is. */
  static ColumnFate bit(String column, String target) {
    return same(column, target);
  }

  /** A bit, turned round. */
  static ColumnFate negated(String column, String target) {
    return same(column, target).values(Map.of("true", "false", "false", "true"));
  }

  /** Y and N, yes and no, 1 and 0. */
  static ColumnFate flag(String column, String target) {
    return text(column, target)
        .lower()
        .values(
            Map.of(
                "y", "true", "yes", "true", "1", "true", "n", "false", "no", "false", "0",
                "false"));
  }

  /** A date-time whose time of day is midnight: the date. */
  static ColumnFate date(String column, String target) {
    return new ColumnFate(
        column, target, (value, district) -> ((LocalDateTime) value).toLocalDate().toString());
  }

  /**
   * A local time of the district: the instant, in UTC. A time that the clock skipped moves on by
   * what it skipped; of a time that came twice, the earlier.
   */
  static ColumnFate local(String column, String target) {
    return new ColumnFate(
        column,
        utc(target),
        (value, district) ->
            INSTANT.format(
                ZonedDateTime.of((LocalDateTime) value, district.zone())
                    .withEarlierOffsetAtOverlap()
                    .withZoneSameInstant(ZoneOffset.UTC)));
  }

  /** A time with its offset: the same instant. */
  static ColumnFate instant(String column, String target) {
    return new ColumnFate(
        column,
        utc(target),
        (value, district) ->
            INSTANT.format(((OffsetDateTime) value).withOffsetSameInstant(ZoneOffset.UTC)));
  }

  private static String utc(String target) {
    return "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')".formatted(target);
  }

  /** Bytes, in hexadecimal digits. */
  static ColumnFate bytes(String column, String target) {
    return new ColumnFate(
        column,
        "encode(" + target + ", 'hex')",
        (value, district) -> HexFormat.of().formatHex((byte[]) value));
  }

  /** A foreign key: the UUID that the mapping store has for it. */
  static ColumnFate reference(String column, String target, DemoEntity parent) {
    Map<DemoDistrict, Map<String, @Nullable String>> ids = new HashMap<>();
    return new ColumnFate(
        column,
        target,
        (value, district) -> ids.computeIfAbsent(district, parent::newIds).get(value.toString()));
  }

  /** A value in the JSON object: not even blanks are lost. */
  static ColumnFate packed(String column) {
    return new ColumnFate(
        column,
        "s.\"extras\" ->> '" + column + "'",
        (value, district) ->
            value instanceof LocalDateTime time
                ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time)
                : value.toString());
  }

  @Override
  public String toString() {
    return column;
  }
}
