package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.values;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Reason;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Clean;
import io.tributary.manifest.Conversion;
import io.tributary.manifest.ValueMap;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happens to a value before it is converted: clean, then values. */
class CleaningTest {

  private static @Nullable Object cleaned(String text, Clean... steps) {
    return map(SourceType.TEXT, text, Line.from("v", "V").clean(steps)).value("v");
  }

  private static Mapped map(SourceType type, @Nullable Object value, Line line) {
    return bench()
        .legacy("V", type)
        .into(table("things", column("id", "uuid"), column("v", "text")), line)
        .map(values(1L, value));
  }

  @Test
  void eachWordDoesWhatItSays() {
    assertThat(cleaned("\u00A0 a b\t\u2003", Clean.TRIM)).isEqualTo("a b");
    assertThat(cleaned(" a  ", Clean.TRIM_RIGHT)).isEqualTo(" a");
    assertThat(cleaned("", Clean.BLANK_TO_NULL)).isNull();
    assertThat(cleaned(" \u00A0", Clean.BLANK_TO_NULL)).isNull();
    assertThat(cleaned(" a ", Clean.BLANK_TO_NULL)).isEqualTo(" a ");
    assertThat(cleaned(" a \t\n b", Clean.COLLAPSE)).isEqualTo(" a b");
    assertThat(cleaned("istanbul ß", Clean.UPPER)).isEqualTo("ISTANBUL SS");
    assertThat(cleaned("TITLE", Clean.LOWER)).isEqualTo("title");
    assertThat(cleaned("Zoe\u0308", Clean.NORMALISE)).isEqualTo("Zoë");
    assertThat(cleaned("  \uD83D\uDE00 ", Clean.TRIM)).isEqualTo("😀");
  }

  @Test
  void wordsApplyInTheirOrder() {
    assertThat(cleaned("  ", Clean.TRIM, Clean.BLANK_TO_NULL, Clean.UPPER)).isNull();
    assertThat(cleaned("", Clean.TRIM)).isEqualTo("");
  }

  @Test
  void whatIsNoTextAndNullPassThrough() {
    assertThat(
            map(
                    SourceType.INTEGER,
                    5L,
                    Line.from("v", "V").clean(Clean.TRIM, Clean.UPPER).as(Conversion.To.TEXT))
                .value("v"))
        .isEqualTo("5");
    assertThat(map(SourceType.TEXT, null, Line.from("v", "V").clean(Clean.TRIM)).value("v"))
        .isNull();
  }

  @Test
  void listedValuesAreReplacedAfterCleaning() {
    Line line =
        Line.from("v", "V").clean(Clean.TRIM).values(Map.of("M", "male"), new ValueMap.Refuse());

    assertThat(map(SourceType.TEXT, " M ", line).value("v")).isEqualTo("male");
    assertThat(map(SourceType.TEXT, null, line).value("v")).isNull();
    assertThat(map(SourceType.TEXT, "m", line).refusal(0).reason()).isEqualTo(Reason.UNKNOWN_VALUE);
  }

  @Test
  void unlistedValuesAreKeptOrReplacedIfSaid() {
    Map<String, String> values = Map.of("1", "one");

    assertThat(
            map(SourceType.INTEGER, 2L, Line.from("v", "V").values(values, new ValueMap.Keep()))
                .value("v"))
        .isEqualTo("2");
    assertThat(
            map(
                    SourceType.TEXT,
                    "x",
                    Line.from("v", "V").values(values, new ValueMap.Use(Optional.of("other"))))
                .value("v"))
        .isEqualTo("other");
    assertThat(
            map(
                    SourceType.TEXT,
                    "x",
                    Line.from("v", "V").values(values, new ValueMap.Use(Optional.empty())))
                .value("v"))
        .isNull();
  }

  @Test
  void bitsAndDecimalsAreListedAsPeopleWriteThem() {
    Line bit = Line.from("v", "V").values(Map.of("1", "yes", "0", "no"), new ValueMap.Refuse());
    Line money = Line.from("v", "V").values(Map.of("1.5", "some"), new ValueMap.Refuse());

    assertThat(map(SourceType.BOOLEAN, true, bit).value("v")).isEqualTo("yes");
    assertThat(map(SourceType.BOOLEAN, false, bit).value("v")).isEqualTo("no");
    assertThat(
            map(
                    SourceType.BOOLEAN,
                    true,
                    Line.from("v", "V").values(Map.of("true", "yes"), new ValueMap.Refuse()))
                .value("v"))
        .isEqualTo("yes");
    assertThat(map(SourceType.DECIMAL, new BigDecimal("1.5000"), money).value("v"))
        .isEqualTo("some");
  }

  @Test
  void replacedValuesAreConvertedLikeText() {
    Mapped mapped =
        bench()
            .legacy("V", SourceType.TEXT)
            .into(
                table("things", column("id", "uuid"), column("v", "bool")),
                Line.from("v", "V")
                    .values(Map.of("A", "true", "I", "false"), new ValueMap.Refuse())
                    .as(Conversion.To.BOOLEAN))
            .map(values(1L, "I"));

    assertThat(mapped.value("v")).isEqualTo(false);
  }
}
