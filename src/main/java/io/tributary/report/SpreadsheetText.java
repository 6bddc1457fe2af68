package io.tributary.report;

/** Text as a spreadsheet takes it for text: what it would run as a formula begins with a quote. */
final class SpreadsheetText {

  private SpreadsheetText() {}

  static String of(String text) {
    boolean suspicious = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return suspicious && !text.matches("[+-]?[0-9.]+") ? "'" + text : text;
  }
}
