package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "back\\slash", "😀", "\uFFFE\uFFFF", "tab\tand\u0001"})
  void textThatPostgresHoldsStaysAsItIs(String text) {
    assertThat(LedgerText.escape(text)).isSameAs(text);
    assertThat(LedgerText.unescape(text)).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0",
        "a\0b",
        "\uD83D",
        "\uDE00",
        "\uDE00\uD83D",
        "\uD83D\uD83D\uDE00",
        "\uE000",
        "\uE0000000",
        "😀\0😀"
      })
  void allOtherTextComesBackExactly(String text) {
    String escaped = LedgerText.escape(text);

    assertThat(LedgerText.isStorable(escaped)).isTrue();
    assertThat(LedgerText.unescape(escaped)).isEqualTo(text);
  }

  @Test
  void differentTextsStayDifferent() {
    assertThat(LedgerText.escape("\0")).isNotEqualTo(LedgerText.escape("\uE0000000"));
  }
}
