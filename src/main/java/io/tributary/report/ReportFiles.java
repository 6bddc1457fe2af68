package io.tributary.report;

import io.tributary.fault.ErrorCode;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.profile.ProfileCode;
import io.tributary.profile.ProfileJson;
import io.tributary.profile.ProfileReport;
import io.tributary.validate.ReportJson;
import io.tributary.validate.ValidateCode;
import io.tributary.validate.ValidationReport;
import java.io.IOException;
import java.nio.file.Path;

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
    try {
      ReportDirectory directory = ReportDirectory.of(reports, report.runId());
      directory.write("report.json", out -> new ReportJson().write(report, out));
      directory.write("report.csv", out -> new ReportCsv(out).write(report));
      return directory.write("report.html", out -> new ReportPage().write(report, out));
    } catch (IOException e) {
      throw unwritten(ValidateCode.REPORT, reports, e);
    }
  }

  /**
   * Writes {@code profile.json}, {@code profile.csv} and {@code profile.html} to a directory named
   * after the profile's run.
   *
   * @return the page, for people
   * @throws MigrationException if a file cannot be written
   */
  public static Path write(ProfileReport report, Path reports) {
    try {
      ReportDirectory directory = ReportDirectory.of(reports, report.runId());
      directory.write("profile.json", out -> out.write(new ProfileJson().of(report)));
      directory.write("profile.csv", out -> new ProfileCsv(out).write(report));
      return directory.write("profile.html", out -> new ProfilePage().write(report, out));
    } catch (IOException e) {
      throw unwritten(ProfileCode.REPORT, reports, e);
    }
  }

  private static MigrationException unwritten(ErrorCode code, Path reports, IOException cause) {
    return new MigrationException(
        new Problem(
            code,
            reports.toString(),
            "the report cannot be written: " + cause,
            "Name another directory with --out."),
        cause);
  }
}
