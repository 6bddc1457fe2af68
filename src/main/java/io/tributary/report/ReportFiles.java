package io.tributary.report;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.validate.ReportJson;
import io.tributary.validate.ValidateCode;
import io.tributary.validate.ValidationReport;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Reports as files. */
public final class ReportFiles {

  private ReportFiles() {}

  /**
   * Writes {@code report.json}, {@code report.csv} and {@code report.html} to a directory named
   * after the validation, in place of those of the same validation when it was broken off.
   *
   * @return the page, for people
   * @throws MigrationException if a file cannot be written
   */
  public static Path write(ValidationReport report, Path reports) {
    Path directory = reports.resolve(report.runId().toString());
    try {
      Files.createDirectories(directory);
      write(directory, "report.json", out -> new ReportJson().write(report, out));
      write(directory, "report.csv", out -> new ReportCsv(out).write(report));
      return write(directory, "report.html", out -> new ReportPage().write(report, out));
    } catch (IOException e) {
      throw new MigrationException(
          new Problem(
              ValidateCode.REPORT,
              directory.toString(),
              "the report cannot be written: " + e,
              "Name another directory with --out."),
          e);
    }
  }

  private interface Content {

    void write(Writer out) throws IOException;
  }

  /** Whole or not at all: a report that ends in the middle could be read as a shorter one. */
  private static Path write(Path directory, String name, Content content) throws IOException {
    Path part = directory.resolve(name + ".part");
    try (Writer out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
      content.write(out);
    }
    return Files.move(part, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
