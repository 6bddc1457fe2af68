package io.tributary.manifest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the word that was probably meant. */
final class CloseWord {

  private CloseWord() {}

  /** The nearest of the known words, if it is near enough to be a slip of the keyboard. */
  static Optional<String> to(String word, Collection<String> known) {
    int most = Math.max(1, word.length() / 3);
    return known.stream()
        .filter(candidate -> !candidate.equals(word))
        .filter(candidate -> distance(word, candidate) <= most)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  /** A hint: the word that was probably meant, and all that are known. */
  static String hint(String word, Collection<String> known) {
    String all =
        known.isEmpty() ? "there are none" : "known are: " + String.join(", ", abridged(known));
    return to(word, known)
        .map(close -> "did you mean '%s'? %s".formatted(close, capital(all)))
        .orElse(all);
  }

  private static Collection<String> abridged(Collection<String> known) {
    int most = 40;
    if (known.size() <= most) {
      return known;
    }
    var some = known.stream().limit(most).collect(Collectors.toCollection(ArrayList::new));
    some.add("and %d more".formatted(known.size() - most));
    return some;
  }

  private static String capital(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  /**
   * How many letters must be put in, left out, replaced or swapped with their neighbour, whatever
   * their case.
   */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (isSwap(a, b, i, j)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static boolean isSwap(String a, String b, int i, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
