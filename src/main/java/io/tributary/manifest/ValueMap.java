package io.tributary.manifest;

import java.util.Map;
import java.util.Optional;

/**
 * Replaces whole values. NULL passes through.
 *
 * @param values from the legacy value, as text, to the new one; matched exactly
 * @param otherwise what becomes of a value that is not listed: {@link Otherwise}
 */
public record ValueMap(Map<String, String> values, Otherwise otherwise) {

  /** What becomes of an unlisted value. */
  public sealed interface Otherwise {}

  /** The row is a dead letter: the default, since an unknown value is a question for a person. */
  public record Refuse() implements Otherwise {}

  /** The value passes unchanged. */
  public record Keep() implements Otherwise {}

  /**
   * A fixed value takes its place.
   *
   * @param value the value, or empty for NULL
   */
  public record Use(Optional<String> value) implements Otherwise {}
}
