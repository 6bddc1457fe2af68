package io.tributary.cli;

import java.util.Locale;

/** Numbers with what they count, such as "1 row" and "1,200 rows". */
final class Counted {

  private Counted() {}

  /** A noun whose plural ends with an s. */
  static String of(long number, String noun) {
    return of(number, noun, noun + "s");
  }

  static String of(long number, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
  }
}
