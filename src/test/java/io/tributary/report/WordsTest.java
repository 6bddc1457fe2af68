package io.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers, times and values as people read them. */
class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "59900, 59.9 s",
    "60000, 1 min 0 s",
    "3599000, 59 min 59 s",
    "3600000, 1 h 0 min",
    "90061000, 25 h 1 min"
  })
  void durationsAreToldInTheirTwoGreatestUnits(long millis, String words) {
    assertThat(Words.duration(Duration.ofMillis(millis))).isEqualTo(words);
  }

  @Test
  void oneIsSingularAndNoneIsPlural() {
    assertThat(Words.count(0, "row", "rows")).isEqualTo("0 rows");
    assertThat(Words.count(1, "row", "rows")).isEqualTo("1 row");
    assertThat(Words.count(1_234, "row", "rows")).isEqualTo("1,234 rows");
  }

  @Test
  void nothingAndAnEmptyTextCanBeToldApart() {
    assertThat(Words.value(Optional.empty())).isEqualTo("(no value)");
    assertThat(Words.value(Optional.of(""))).isEqualTo("(empty text)");
  }

  @Test
  void blanksAtTheEndsAndSignsThatDoNotPrintAreSeen() {
    assertThat(Words.value(Optional.of("  a b "))).isEqualTo("␣␣a b␣");
    assertThat(Words.value(Optional.of("   "))).isEqualTo("␣␣␣");
    assertThat(Words.value(Optional.of("a\t"))).isEqualTo("a␉");
    assertThat(Words.value(Optional.of("a\tb\0"))).isEqualTo("a␉b␀");
  }

  @Test
  void aLongValueIsCutAndSaysHowLongItIs() {
    assertThat(Words.value(Optional.of("x".repeat(300)))).isEqualTo("x".repeat(300));
    assertThat(Words.value(Optional.of("x".repeat(1_301))))
        .isEqualTo("x".repeat(300) + "… (1,301 characters)");
  }

  @Test
  void aLongValueIsNotCutWithinACharacter() {
    String text = "x".repeat(299) + "\uD83D\uDE00" + "y";

    assertThat(Words.value(Optional.of(text))).isEqualTo("x".repeat(299) + "… (302 characters)");
    assertThat(Words.value(Optional.of("x" + text))).contains("x…");
    assertThat(Words.value(Optional.of(text.substring(1))))
        .startsWith("x")
        .contains("\uD83D\uDE00…");
  }
}
