package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.values;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.numeric;
import static io.tributary.mapping.Targets.seconds;
import static io.tributary.mapping.Targets.table;
import static io.tributary.mapping.Targets.varchar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Reason;
import io.tributary.batch.SourceType;
import io.tributary.copy.TargetColumn;
import io.tributary.manifest.Conversion.Round;
import io.tributary.manifest.Conversion.To;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionTest {

  private static Mapped map(SourceType type, Object value, TargetColumn column, Line line) {
    return bench()
        .legacy("V", type)
        .into(table("things", column("id", "uuid"), column), line)
        .map(values(1L, value));
  }

  private static @Nullable Object converted(
      SourceType type, Object value, TargetColumn column, Line line) {
    return map(type, value, column, line).value("v");
  }

  private static void assertRefused(
      SourceType type, Object value, TargetColumn column, Line line, Reason reason) {
    Mapped mapped = map(type, value, column, line);

    assertThat(mapped.refusal(0).reason()).isEqualTo(reason);
    assertThat(mapped.refusal(0).column()).contains("v");
    if (value.toString().length() > 3) { // Shorter ones stand in any sentence.
      assertThat(mapped.refusal(0).message()).doesNotContain(value.toString());
    }
  }

  private static Line as(To to) {
    return Line.from("v", "V").as(to);
  }

  private static Line as(To to, Round round) {
    return Line.from("v", "V").as(to, round);
  }

  @Test
  void whatIsLosslessNeedsNoWord() {
    Line plain = Line.from("v", "V");
    UUID guid = new UUID(1, 2);
    OffsetDateTime moment = OffsetDateTime.parse("2024-03-10T02:30:00.1234567-05:00");

    assertThat(converted(SourceType.INTEGER, 7L, column("v", "int2"), plain)).isEqualTo(7L);
    assertThat(converted(SourceType.INTEGER, 7L, column("v", "numeric"), plain)).isEqualTo(7L);
    assertThat(converted(SourceType.DECIMAL, new BigDecimal("1.50"), numeric("v", 5, 2), plain))
        .isEqualTo(new BigDecimal("1.50"));
    assertThat(converted(SourceType.REAL, 1.1f, column("v", "float8"), plain)).isEqualTo(1.1f);
    assertThat(converted(SourceType.DOUBLE, 1.1, column("v", "float8"), plain)).isEqualTo(1.1);
    assertThat(converted(SourceType.TEXT, "é", varchar("v", 1), plain)).isEqualTo("é");
    assertThat(converted(SourceType.UUID, guid, column("v", "uuid"), plain)).isEqualTo(guid);
    assertThat(converted(SourceType.BOOLEAN, true, column("v", "bool"), plain)).isEqualTo(true);
    assertThat(
            converted(
                SourceType.TIMESTAMPTZ,
                moment.withNano(123456000),
                column("v", "timestamptz"),
                plain))
        .isEqualTo(moment.withNano(123456000));
    assertThat(converted(SourceType.TEXT, "glad", Targets.labels("v", "glad"), plain))
        .isEqualTo("glad");
  }

  @Test
  void whatDoesNotFitTheColumnIsRefused() {
    Line plain = Line.from("v", "V");

    assertRefused(SourceType.INTEGER, 32768L, column("v", "int2"), plain, Reason.OUT_OF_RANGE);
    assertRefused(
        SourceType.DECIMAL, new BigDecimal("1.005"), numeric("v", 5, 2), plain, Reason.SCALE_LOST);
    assertRefused(SourceType.TEXT, "abcd", varchar("v", 3), plain, Reason.TOO_LONG);
    assertRefused(SourceType.TEXT, "sad", Targets.labels("v", "glad"), plain, Reason.UNKNOWN_VALUE);
    assertRefused(SourceType.TEXT, "a\u0000", column("v", "text"), plain, Reason.NUL_CHARACTER);
    assertRefused(
        SourceType.TIMESTAMP,
        LocalDateTime.parse("2024-01-01T00:00:00.1234567"),
        column("v", "timestamp"),
        plain,
        Reason.FRACTION_LOST);
  }

  @ParameterizedTest
  @CsvSource({
    "1,true",
    "0,false",
    "Y,true",
    "n,false",
    "Yes,true",
    "NO,false",
    "t,true",
    "F,false"
  })
  void textMeansABoolean(String text, boolean meant) {
    assertThat(converted(SourceType.TEXT, text, column("v", "bool"), as(To.BOOLEAN)))
        .isEqualTo(meant);
    assertThat(converted(SourceType.TEXT, text, column("v", "bool"), Line.from("v", "V").negated()))
        .isEqualTo(!meant);
  }

  @Test
  void aBooleanIsNothingElse() {
    TargetColumn bool = column("v", "bool");

    assertThat(converted(SourceType.INTEGER, 1L, bool, as(To.BOOLEAN))).isEqualTo(true);
    assertThat(converted(SourceType.DECIMAL, new BigDecimal("0.00"), bool, as(To.BOOLEAN)))
        .isEqualTo(false);
    assertThat(converted(SourceType.BOOLEAN, true, bool, Line.from("v", "V").negated()))
        .isEqualTo(false);
    assertRefused(SourceType.TEXT, "maybe", bool, as(To.BOOLEAN), Reason.NOT_CONVERTIBLE);
    assertRefused(SourceType.TEXT, " ", bool, as(To.BOOLEAN), Reason.NOT_CONVERTIBLE);
    assertRefused(SourceType.INTEGER, 2L, bool, as(To.BOOLEAN), Reason.NOT_CONVERTIBLE);
    assertRefused(SourceType.INTEGER, -1L, bool, as(To.BOOLEAN), Reason.NOT_CONVERTIBLE);
  }

  @Test
  void wholeNumbersComeFromTextDecimalsAndBits() {
    TargetColumn int8 = column("v", "int8");

    assertThat(converted(SourceType.TEXT, "-9223372036854775808", int8, as(To.INTEGER)))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(converted(SourceType.TEXT, "+007", int8, as(To.INTEGER))).isEqualTo(7L);
    assertThat(converted(SourceType.TEXT, "12.00", int8, as(To.INTEGER))).isEqualTo(12L);
    assertThat(converted(SourceType.DECIMAL, new BigDecimal("3.000"), int8, as(To.INTEGER)))
        .isEqualTo(3L);
    assertThat(converted(SourceType.DOUBLE, 1e15, int8, as(To.INTEGER)))
        .isEqualTo(1_000_000_000_000_000L);
    assertThat(converted(SourceType.BOOLEAN, true, int8, as(To.INTEGER))).isEqualTo(1L);
    assertThat(
            converted(
                SourceType.DECIMAL, new BigDecimal("-2.5"), int8, as(To.INTEGER, Round.HALF_UP)))
        .isEqualTo(-3L);
    assertThat(
            converted(
                SourceType.DECIMAL, new BigDecimal("-2.9"), int8, as(To.INTEGER, Round.TRUNCATE)))
        .isEqualTo(-2L);
    assertRefused(
        SourceType.TEXT, "9223372036854775808", int8, as(To.INTEGER), Reason.OUT_OF_RANGE);
    assertRefused(
        SourceType.DECIMAL, new BigDecimal("2.5"), int8, as(To.INTEGER), Reason.SCALE_LOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1", "1 ", "1,5", "0x1F", "1d", "NaN", "Infinity", "１", "--1", "."})
  void textThatIsNoNumberIsRefused(String text) {
    assertThat(map(SourceType.TEXT, text, column("v", "int8"), as(To.INTEGER)).refusal(0).reason())
        .isEqualTo(Reason.NOT_CONVERTIBLE);
    assertThat(
            map(SourceType.TEXT, text, column("v", "numeric"), as(To.DECIMAL)).refusal(0).reason())
        .isEqualTo(Reason.NOT_CONVERTIBLE);
    assertThat(map(SourceType.TEXT, text, column("v", "float8"), as(To.DOUBLE)).refusal(0).reason())
        .isEqualTo(Reason.NOT_CONVERTIBLE);
  }

  @Test
  void decimalsAreExactOrRoundedAsStated() {
    TargetColumn twoDigits = numeric("v", 5, 2);

    assertThat(converted(SourceType.DOUBLE, 0.1, column("v", "numeric"), as(To.DECIMAL)))
        .isEqualTo(new BigDecimal("0.1"));
    assertThat(converted(SourceType.REAL, 0.1f, column("v", "numeric"), as(To.DECIMAL)))
        .isEqualTo(new BigDecimal("0.1"));
    assertThat(converted(SourceType.TEXT, "1.005", twoDigits, as(To.DECIMAL, Round.HALF_UP)))
        .isEqualTo(new BigDecimal("1.01"));
    assertThat(converted(SourceType.TEXT, "-1.009", twoDigits, as(To.DECIMAL, Round.TRUNCATE)))
        .isEqualTo(new BigDecimal("-1.00"));
    assertRefused(SourceType.TEXT, "1.005", twoDigits, as(To.DECIMAL), Reason.SCALE_LOST);
    assertRefused(
        SourceType.TEXT, "999.995", twoDigits, as(To.DECIMAL, Round.HALF_UP), Reason.OUT_OF_RANGE);
  }

  @Test
  void aDoubleKeepsWhatCanBeReadBackFromIt() {
    TargetColumn float8 = column("v", "float8");
    BigDecimal long_ = new BigDecimal("0.12345678901234567890");

    assertThat(converted(SourceType.DECIMAL, new BigDecimal("3.70"), float8, as(To.DOUBLE)))
        .isEqualTo(3.7);
    assertThat(converted(SourceType.DECIMAL, long_, float8, as(To.DOUBLE, Round.HALF_UP)))
        .isEqualTo(0.12345678901234568);
    assertRefused(SourceType.DECIMAL, long_, float8, as(To.DOUBLE), Reason.SCALE_LOST);
    assertRefused(SourceType.INTEGER, (1L << 53) + 1, float8, as(To.DOUBLE), Reason.SCALE_LOST);
    assertRefused(SourceType.TEXT, "1e999", float8, as(To.DOUBLE), Reason.OUT_OF_RANGE);
  }

  @Test
  void aRealTakesADoubleOnlyExactlyUnlessRounded() {
    TargetColumn float4 = column("v", "float4");

    assertThat(converted(SourceType.DOUBLE, 0.5, float4, as(To.DOUBLE))).isEqualTo(0.5);
    assertThat(converted(SourceType.DOUBLE, 0.1, float4, as(To.DOUBLE, Round.HALF_UP)))
        .isEqualTo(0.1f);
    assertRefused(SourceType.DOUBLE, 0.1, float4, as(To.DOUBLE), Reason.SCALE_LOST);
    assertRefused(
        SourceType.DOUBLE, 1e300, float4, as(To.DOUBLE, Round.HALF_UP), Reason.OUT_OF_RANGE);
  }

  @Test
  void everyValueHasOneText() {
    TargetColumn text = column("v", "text");

    assertThat(converted(SourceType.INTEGER, 5L, text, as(To.TEXT))).isEqualTo("5");
    assertThat(converted(SourceType.DECIMAL, new BigDecimal("1E+3"), text, as(To.TEXT)))
        .isEqualTo("1000");
    assertThat(converted(SourceType.DECIMAL, new BigDecimal("1.50"), text, as(To.TEXT)))
        .isEqualTo("1.50");
    assertThat(converted(SourceType.DOUBLE, 1e10, text, as(To.TEXT))).isEqualTo("10000000000");
    assertThat(converted(SourceType.BOOLEAN, true, text, as(To.TEXT))).isEqualTo("true");
    assertThat(
            converted(
                SourceType.TIMESTAMP, LocalDateTime.parse("2024-01-01T10:00"), text, as(To.TEXT)))
        .isEqualTo("2024-01-01T10:00:00");
    assertThat(
            converted(
                SourceType.UUID,
                UUID.fromString("6F9619FF-8B86-D011-B42D-00C04FC964FF"),
                text,
                as(To.TEXT)))
        .isEqualTo("6f9619ff-8b86-d011-b42d-00c04fc964ff");
  }

  @Test
  void textIsCutOnlyWhereStatedAndNeverInsideACharacter() {
    assertThat(converted(SourceType.TEXT, "😀😀😀", varchar("v", 2), as(To.TEXT, Round.TRUNCATE)))
        .isEqualTo("😀😀");
    assertThat(converted(SourceType.TEXT, "ab", varchar("v", 2), as(To.TEXT, Round.TRUNCATE)))
        .isEqualTo("ab");
    assertRefused(SourceType.TEXT, "😀😀😀", varchar("v", 2), as(To.TEXT), Reason.TOO_LONG);
  }

  @Test
  void aDateHasNoTimeOfDayUnlessTruncated() {
    TargetColumn date = column("v", "date");
    LocalDateTime midnight = LocalDateTime.parse("2024-02-29T00:00");

    assertThat(converted(SourceType.TIMESTAMP, midnight, date, as(To.DATE)))
        .isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(
            converted(
                SourceType.TIMESTAMP, midnight.plusNanos(100), date, as(To.DATE, Round.TRUNCATE)))
        .isEqualTo(LocalDate.of(2024, 2, 29));
    assertRefused(
        SourceType.TIMESTAMP, midnight.plusNanos(100), date, as(To.DATE), Reason.TIME_OF_DAY_LOST);
  }

  @Test
  void aTimeOfDayComesFromADateTimeOnlyOnSqlServersEmptyDate() {
    TargetColumn time = column("v", "time");

    assertThat(
            converted(
                SourceType.TIMESTAMP, LocalDateTime.parse("1900-01-01T08:15"), time, as(To.TIME)))
        .isEqualTo(LocalTime.of(8, 15));
    assertRefused(
        SourceType.TIMESTAMP,
        LocalDateTime.parse("2024-01-01T08:15"),
        time,
        as(To.TIME),
        Reason.NOT_CONVERTIBLE);
  }

  @ParameterizedTest
  @CsvSource({
    "MM/dd/yyyy,02/29/2024,2024-02-29",
    "dd-MMM-yyyy,05-jan-1999,1999-01-05",
    "yyyyMMdd,20240131,2024-01-31"
  })
  void datesAreReadByTheStatedFormat(String format, String text, LocalDate meant) {
    assertThat(
            converted(
                SourceType.TEXT,
                text,
                column("v", "date"),
                Line.from("v", "V").format(To.DATE, format)))
        .isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"02/30/2023", "02/29/2023", "13/01/2023", "2/9/2023", "02/28/23", "", "x"})
  void aDateThatIsNoneIsNeverBentIntoOne(String text) {
    assertThat(
            map(
                    SourceType.TEXT,
                    text,
                    column("v", "date"),
                    Line.from("v", "V").format(To.DATE, "MM/dd/yyyy"))
                .refusal(0)
                .reason())
        .isEqualTo(Reason.NOT_CONVERTIBLE);
  }

  @Test
  void isoIsReadWithoutAFormat() {
    assertThat(converted(SourceType.TEXT, "2024-02-29", column("v", "date"), as(To.DATE)))
        .isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(converted(SourceType.TEXT, "08:15:30.5", column("v", "time"), as(To.TIME)))
        .isEqualTo(LocalTime.parse("08:15:30.5"));
    assertThat(
            converted(
                SourceType.TEXT, "2024-02-29 08:15:30", column("v", "timestamp"), as(To.TIMESTAMP)))
        .isEqualTo(LocalDateTime.parse("2024-02-29T08:15:30"));
    assertThat(
            converted(
                SourceType.TEXT,
                "2024-02-29T08:15:30+02:00",
                column("v", "timestamptz"),
                as(To.TIMESTAMPTZ)))
        .isEqualTo(Instant.parse("2024-02-29T06:15:30Z"));
    assertThat(
            converted(
                SourceType.TEXT,
                "2024-02-29 08:15:30",
                column("v", "timestamptz"),
                as(To.TIMESTAMPTZ)))
        .isEqualTo(Instant.parse("2024-02-29T13:15:30Z"));
  }

  @Test
  void guidsAreReadFromTheirUsualFormsOnly() {
    UUID guid = UUID.fromString("6f9619ff-8b86-d011-b42d-00c04fc964ff");
    TargetColumn uuid = column("v", "uuid");

    assertThat(
            converted(SourceType.TEXT, "{6F9619FF-8B86-D011-B42D-00C04FC964FF}", uuid, as(To.UUID)))
        .isEqualTo(guid);
    assertThat(converted(SourceType.TEXT, guid.toString(), uuid, as(To.UUID))).isEqualTo(guid);
    for (String bad : List.of("1-1-1-1-1", "6f9619ff8b86d011b42d00c04fc964ff", "{}")) {
      assertRefused(SourceType.TEXT, bad, uuid, as(To.UUID), Reason.NOT_CONVERTIBLE);
    }
  }

  @Test
  void jsonIsADocument() {
    TargetColumn jsonb = column("v", "jsonb");

    assertThat(converted(SourceType.TEXT, "{\"a\":1}", jsonb, as(To.JSON))).isEqualTo("{\"a\":1}");
    assertRefused(SourceType.TEXT, "{a:1}", jsonb, as(To.JSON), Reason.NOT_CONVERTIBLE);
    assertRefused(SourceType.TEXT, "{\"a\":1,\"a\":2}", jsonb, as(To.JSON), Reason.NOT_CONVERTIBLE);
    assertRefused(SourceType.TEXT, "\"\\u0000\"", jsonb, as(To.JSON), Reason.NUL_CHARACTER);
  }

  @Test
  void fractionsOfASecondAreRoundedAsStated() {
    LocalDateTime seven = LocalDateTime.parse("2024-12-31T23:59:59.9999995");
    TargetColumn six = column("v", "timestamp");

    assertThat(converted(SourceType.TIMESTAMP, seven, six, as(To.TIMESTAMP, Round.HALF_UP)))
        .isEqualTo(LocalDateTime.parse("2025-01-01T00:00:00"));
    assertThat(converted(SourceType.TIMESTAMP, seven, six, as(To.TIMESTAMP, Round.TRUNCATE)))
        .isEqualTo(LocalDateTime.parse("2024-12-31T23:59:59.999999"));
    assertThat(
            converted(
                SourceType.TIMESTAMP,
                LocalDateTime.parse("1969-12-31T23:59:59.25"),
                seconds("v", "timestamptz", 0),
                as(To.TIMESTAMPTZ, Round.TRUNCATE)))
        .isEqualTo(Instant.parse("1970-01-01T04:59:59Z"));
    assertThat(
            converted(
                SourceType.TIME,
                LocalTime.parse("08:15:30.55"),
                seconds("v", "time", 1),
                as(To.TIME, Round.HALF_UP)))
        .isEqualTo(LocalTime.parse("08:15:30.6"));
    assertRefused(
        SourceType.TIME,
        LocalTime.parse("23:59:59.9999999"),
        column("v", "time"),
        as(To.TIME, Round.HALF_UP),
        Reason.OUT_OF_RANGE);
    assertRefused(SourceType.TIMESTAMP, seven, six, as(To.TIMESTAMP), Reason.FRACTION_LOST);
  }
}
