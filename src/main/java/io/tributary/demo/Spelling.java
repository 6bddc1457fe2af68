package io.tributary.demo;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/** How people type: most of the time as it should be. */
final class Spelling {

  private static final List<String> BLANKS = List.of("", " ", "   ", "\t");

  private final Dice dice;

  Spelling(Dice dice) {
    this.dice = dice;
  }

  /** The text as somebody may have typed it; cleaning gives it back but for its case. */
  String typed(String text) {
    return switch (dice.below(60)) {
      case 0 -> " " + text;
      case 1 -> text + "  ";
      case 2 -> text.replace(" ", "  ");
      case 3 -> text.toUpperCase(Locale.ROOT);
      case 4 -> text.toLowerCase(Locale.ROOT);
      case 5 -> Normalizer.normalize(text, Normalizer.Form.NFD);
      default -> text;
    };
  }

  /** NULL, or one of the ways to type nothing. */
  @org.jspecify.annotations.Nullable
  String nothing() {
    return dice.oneIn(4) ? dice.pick(BLANKS) : null;
  }
}
