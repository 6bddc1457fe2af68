package io.tributary.cli;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.validate.ReportJson;
import io.tributary.validate.ValidateCode;
import io.tributary.validate.ValidationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reports as files. */
final class ReportFiles {

  private ReportFiles() {}

  /**
   * Writes {@code report.json} to a directory named after the validation.
   *
   * @return the file
   * @throws MigrationException if it cannot be written
   */
  static Path write(ValidationReport report, Path reports) {
    Path file = reports.resolve(report.runId().toString()).resolve("report.json");
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, new ReportJson().of(report));
    } catch (IOException e) {
      throw new MigrationException(
          new Problem(
              ValidateCode.REPORT,
              file.toString(),
              "the report cannot be written: " + e,
              "Name another directory with --out."),
          e);
    }
  }
}
