package io.tributary.scaffold;

import io.tributary.fault.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The directory that a scaffold is written to. */
final class OutputDirectory {

  private static final int NAMED_FILES = 10;

  private final Path directory;

  OutputDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes sure that nothing would be overwritten; writes nothing.
   *
   * @throws InvalidInputException if there is anything in it, with its names, or if it is a file
   */
  void requireEmpty() {
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          ScaffoldCode.DIRECTORY_UNUSABLE.at(
              directory.toString(), "this is a file", "name a directory that is empty, or new"));
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      if (!names.isEmpty()) {
        String more =
            names.size() > NAMED_FILES ? " and " + (names.size() - NAMED_FILES) + " more" : "";
        throw new InvalidInputException(
            ScaffoldCode.DIRECTORY_IN_USE.at(
                directory.toString(),
                "it holds "
                    + String.join(", ", names.subList(0, Math.min(NAMED_FILES, names.size())))
                    + more
                    + "; nothing was written",
                "name a directory that is empty, or new; --force replaces the scaffold's own"
                    + " files"));
      }
    } catch (IOException | UncheckedIOException e) {
      throw unusable(e);
    }
  }

  /** Whether it holds a file of that name. */
  boolean holds(String file) {
    return Files.exists(directory.resolve(file));
  }

  /**
   * Writes files, in their order.
   *
   * @param files their content by name
   * @return the files
   */
  List<Path> write(Map<String, String> files) {
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.write(
            directory.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
      }
      return files.keySet().stream().map(directory::resolve).toList();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private InvalidInputException unusable(Exception cause) {
    return new InvalidInputException(
        ScaffoldCode.DIRECTORY_UNUSABLE.at(
            directory.toString(),
            "it cannot be written: " + cause.getClass().getSimpleName(),
            "look at its permissions, and at the room on its disk"),
        cause);
  }
}
