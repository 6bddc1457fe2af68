package io.tributary.mapping;

import io.tributary.batch.WhiteSpace;
import io.tributary.manifest.Clean;
import io.tributary.manifest.ValueMap;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code clean} steps. What is no text passes through. */
public final class Cleaning {

  private static final int REPLACEMENT = 0xFFFD;

  private Cleaning() {}

  /** A text after these steps, in order; null if one of them makes NULL of it. */
  public static @Nullable String cleaned(String text, List<Clean> steps) {
    String cleaned = text;
    for (Clean word : steps) {
      if (cleaned != null) {
        cleaned = clean(word, cleaned);
      }
    }
    return cleaned;
  }

  /** The clean steps in order, then the value map. */
  static List<ValueStep.Plain> steps(List<Clean> clean, Optional<ValueMap> values) {
    List<ValueStep.Plain> steps = new ArrayList<>();
    for (Clean word : clean) {
      steps.add(step(word));
    }
    values.ifPresent(map -> steps.add(new ValueReplacement(map)));
    return List.copyOf(steps);
  }

  private static ValueStep.Plain step(Clean word) {
    return value -> value instanceof String text ? clean(word, text) : value;
  }

  private static @Nullable String clean(Clean word, String text) {
    return switch (word) {
      case TRIM -> trimRight(text.substring(firstNonSpace(text)));
      case TRIM_RIGHT -> trimRight(text);
      case BLANK_TO_NULL -> WhiteSpace.isBlank(text) ? null : text;
      case COLLAPSE -> collapse(text);
      case UPPER -> text.toUpperCase(Locale.ROOT);
      case LOWER -> text.toLowerCase(Locale.ROOT);
      case NORMALISE -> Normalizer.normalize(text, Normalizer.Form.NFC);
      case REMOVE_NUL -> text.replace("\0", "");
      case REPLACE_UNPAIRED -> replaceUnpaired(text);
    };
  }

  // All white space lies in the basic plane, so that chars will do.
  private static int firstNonSpace(String text) {
    int start = 0;
    while (start < text.length() && WhiteSpace.isSpace(text.charAt(start))) {
      start++;
    }
    return start;
  }

  private static String trimRight(String text) {
    int end = text.length();
    while (end > 0 && WhiteSpace.isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** A code point that is a surrogate is one without its other half. */
  private static String replaceUnpaired(String text) {
    return text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String collapse(String text) {
    StringBuilder collapsed = new StringBuilder(text.length());
    boolean inRun = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = WhiteSpace.isSpace(text.charAt(i));
      if (!space) {
        collapsed.append(text.charAt(i));
      } else if (!inRun) {
        collapsed.append(' ');
      }
      inRun = space;
    }
    return collapsed.toString();
  }
}
