package io.tributary.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.manifest.Clean;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A text is too long if what the mapping makes of it is. */
class TextLimitTest {

  @Test
  void aTextMayHaveAsManyCharactersAsTheColumn() {
    TextLimit limit = new TextLimit(3, List.of());

    assertThat(limit.isPassedBy("abc")).isFalse();
    assertThat(limit.isPassedBy("abcd")).isTrue();
    assertThat(limit.isPassedBy("ab\uD83D\uDE00")).as("one character of two units").isFalse();
    assertThat(limit.isPassedBy("abc ")).as("blanks count").isTrue();
  }

  @Test
  void whatTheMappingTakesOffDoesNotCount() {
    assertThat(new TextLimit(3, List.of(Clean.TRIM)).isPassedBy("  abc\u00A0")).isFalse();
    assertThat(new TextLimit(3, List.of(Clean.TRIM_RIGHT)).isPassedBy("abc   ")).isFalse();
    assertThat(new TextLimit(3, List.of(Clean.TRIM_RIGHT)).isPassedBy(" abc")).isTrue();
    assertThat(new TextLimit(3, List.of(Clean.COLLAPSE)).isPassedBy("a    b")).isFalse();
    assertThat(new TextLimit(3, List.of(Clean.BLANK_TO_NULL, Clean.TRIM)).isPassedBy("     "))
        .isFalse();
    assertThat(new TextLimit(3, List.of(Clean.TRIM)).isPassedBy(" abcd ")).isTrue();
  }

  @Test
  void whatTheMappingAddsCounts() {
    assertThat(new TextLimit(3, List.of(Clean.UPPER)).isPassedBy("aßa")).isTrue();
  }

  @Test
  void noBoundIsPassedByNothing() {
    assertThat(TextLimit.NONE.isPassedBy("x".repeat(10_000))).isFalse();
  }

  @Test
  void theNarrowestOfSeveralColumnsCounts() {
    TextLimit ten = new TextLimit(10, List.of());
    TextLimit twenty = new TextLimit(20, List.of());

    assertThat(ten.narrower(twenty)).isEqualTo(ten);
    assertThat(twenty.narrower(ten)).isEqualTo(ten);
    assertThat(TextLimit.NONE.narrower(ten)).isEqualTo(ten);
    assertThat(ten.narrower(TextLimit.NONE)).isEqualTo(ten);
    assertThat(ten.narrower(new TextLimit(10, List.of(Clean.TRIM)))).isEqualTo(ten);
  }
}
