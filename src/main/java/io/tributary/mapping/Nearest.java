package io.tributary.mapping;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name a person meant. */
final class Nearest {

  private Nearest() {}

  /** A hint: the nearest name if one is near, else all there are. */
  static String hint(String wanted, Collection<String> known) {
    return nearest(wanted, known)
        .map(name -> "did you mean " + name + "?")
        .orElseGet(() -> "there are: " + String.join(", ", known));
  }

  private static Optional<String> nearest(String wanted, Collection<String> known) {
    int reach = Math.max(1, wanted.length() / 3);
    return known.stream()
        .filter(name -> distance(wanted, name) <= reach)
        .min(Comparator.comparingInt(name -> distance(wanted, name)));
  }

  /** How many letters must be put in, taken out or replaced; case and underscores don't count. */
  private static int distance(String first, String second) {
    String a = fold(first);
    String b = fold(second);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }
}
