package io.tributary.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A small file that says that something was made whole, and from what. Where it is missing or says
 * something else, what stands beside it is half made or of another making.
 *
 * @param file where it is
 * @param content what it was made from
 */
record Marker(Path file, String content) {

  /** Whether the thing is there, whole, and made from the same. */
  boolean holds() throws IOException {
    return Files.exists(file) && Files.readString(file, StandardCharsets.UTF_8).equals(content);
  }

  /** Says that the thing is whole; all at once, so that a crash leaves no half a marker. */
  void set() throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, content, StandardCharsets.UTF_8);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
