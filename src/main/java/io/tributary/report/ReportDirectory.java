package io.tributary.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * The directory of one report.
 *
 * @param path where it is
 */
record ReportDirectory(Path path) {

  /** What is in a file. */
  @FunctionalInterface
  interface Content {

    void write(Writer out) throws IOException;
  }

  /** The directory of a run; it is made. */
  static ReportDirectory of(Path reports, UUID runId) throws IOException {
    return new ReportDirectory(Files.createDirectories(reports.resolve(runId.toString())));
  }

  /** Whole or not at all: a report that ends in the middle could be read as a shorter one. */
  Path write(String name, Content content) throws IOException {
    Path part = path.resolve(name + ".part");
    try (Writer out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
      content.write(out);
    }
    return Files.move(part, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
