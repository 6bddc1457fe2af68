package io.tributary.scaffold;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Gives out names that are unique among those it has given out, in snake case and short enough for
 * PostgreSQL, which cuts names at 63 bytes. Names follow from what was asked for and in which
 * order, so the same catalog gets the same names. Not thread-safe.
 */
final class TargetNames {

  private static final int MOST_BYTES = 63;

  private final Set<String> taken;

  /** Names none of which is one of these. */
  TargetNames(Collection<String> reserved) {
    this.taken = new HashSet<>(reserved);
  }

  /**
   * A free name for this legacy name.
   *
   * @param legacyName as the legacy catalog spells it
   * @param otherwise a prefix for a name that is taken or begins with a digit, and the name of what
   *     has no letter at all
   */
  String of(String legacyName, String otherwise) {
    String snake = snakeCase(legacyName);
    if (snake.isEmpty() || Character.isDigit(snake.codePointAt(0))) {
      snake = snake.isEmpty() ? otherwise : otherwise + "_" + snake;
    }
    String name = fitting(snake, "");
    if (taken.add(name)) {
      return name;
    }
    String prefixed = fitting(otherwise + "_" + snake, "");
    if (!snake.startsWith(otherwise) && taken.add(prefixed)) {
      return prefixed;
    }
    for (int number = 2; ; number++) {
      name = fitting(snake, "_" + number);
      if (taken.add(name)) {
        return name;
      }
    }
  }

  /**
   * A name in lower case with underscores between its words. Letters lose their accents, and those
   * of other scripts stay; all that is neither letter nor digit separates words.
   */
  static String snakeCase(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}+", "")
        .replace("ß", "ss")
        .replaceAll("(\\p{Lu}{2,})s(?!\\p{Ll})", "$1S")
        .replaceAll("(?<=[\\p{Ll}\\d])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})", "_")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{Nd}]+", "_")
        .replaceAll("^_+|_+$", "");
  }

  /** The name with its ending, cut before the ending where both are too long together. */
  private static String fitting(String name, String ending) {
    int room = MOST_BYTES - ending.length();
    if (bytes(name) <= room) {
      return name + ending;
    }
    String mark = "_" + Digests.hex(name).substring(0, 6);
    StringBuilder cut = new StringBuilder();
    int left = room - mark.length();
    for (int c : name.codePoints().toArray()) {
      String letter = Character.toString(c);
      left -= bytes(letter);
      if (left < 0) {
        break;
      }
      cut.append(letter);
    }
    return cut + mark + ending;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
