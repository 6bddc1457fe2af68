package io.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A spreadsheet runs no text, and reads numbers as numbers. */
class SpreadsheetTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1+1", "-1+1", "-", "-2-cmd", "@SUM(A1)", "\t=1", "\r=1", "+1 555 0100"})
  void whatItWouldRunIsMadeText(String text) {
    assertThat(SpreadsheetText.of(text)).isEqualTo("'" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-3.5", "+17", "0.1", "a=1", "O'Neil", " =1", "2026-11-22"})
  void whatItWouldNotRunStaysAsItIs(String text) {
    assertThat(SpreadsheetText.of(text)).isEqualTo(text);
  }
}
