package io.tributary.manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the values of placeholders in a manifest come from. Implementations are immutable and may
 * be shared by threads.
 */
public interface Placeholders {

  /** The value of {@code {{env:NAME}}}; empty if it is not set. */
  Optional<String> env(String name);

  /**
   * The content of {@code {{file:path}}}, just as it is.
   *
   * @throws IOException if it cannot be read, or is not UTF-8
   */
  String file(Path path) throws IOException;

  /** The environment of this process, and its files. */
  static Placeholders system() {
    return with(Map.of());
  }

  /** The environment of this process, and its files; names in {@code env} go first. */
  static Placeholders with(Map<String, String> env) {
    return new SystemPlaceholders(Map.copyOf(env));
  }
}
