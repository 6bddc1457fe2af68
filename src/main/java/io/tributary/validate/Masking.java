package io.tributary.validate;

import io.tributary.manifest.DeadLetterRules;
import java.util.Optional;

/**
 * Keeps what is personal out of reports, where the manifest wants it out of dead letters: a value
 * is replaced by its length, which still shows a cut text. The manifest that keeps source rows as
 * they are has them in reports, too. Immutable.
 */
final class Masking {

  private final DeadLetterRules.Payload rule;

  Masking(DeadLetterRules rules) {
    this.rule = rules.payload();
  }

  /** A value of a row, as it may be shown. */
  Optional<String> show(Optional<String> value) {
    return switch (rule) {
      case KEEP -> value;
      case MASK, ENCRYPT -> value.map(text -> "(" + text.length() + " characters)");
      case DROP -> value.map(text -> "(not shown)");
    };
  }
}
