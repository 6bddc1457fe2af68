package io.tributary.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The environment of this process under a layer of fixed values, and its files. */
record SystemPlaceholders(Map<String, String> overlay) implements Placeholders {

  @Override
  public Optional<String> env(String name) {
    String value = overlay.get(name);
    return Optional.ofNullable(value != null ? value : System.getenv(name));
  }

  @Override
  public String file(Path path) throws IOException {
    return Files.readString(path);
  }

  /** Names only: the values may be secrets. */
  @Override
  public String toString() {
    return "SystemPlaceholders" + overlay.keySet();
  }
}
