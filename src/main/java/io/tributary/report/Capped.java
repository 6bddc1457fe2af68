package io.tributary.report;

import java.util.List;
import java.util.function.Function;

/**
 * The first of a list, and how many more there are.
 *
 * @param items what is shown
 * @param more "and N more ..." in words; empty if nothing is left out
 */
record Capped<T>(List<T> items, String more) {

  static <S, T> Capped<T> of(List<S> all, int most, Function<S, T> shown) {
    return of(all, most, shown, "report.csv");
  }

  /**
   * The first of a list.
   *
   * @param file that has all of it
   */
  static <S, T> Capped<T> of(List<S> all, int most, Function<S, T> shown, String file) {
    List<T> items = all.stream().limit(most).map(shown).toList();
    int left = all.size() - items.size();
    return new Capped<>(items, left == 0 ? "" : "and " + Words.number(left) + " more, see " + file);
  }

  /** Whether there is anything. */
  boolean any() {
    return !items.isEmpty();
  }
}
