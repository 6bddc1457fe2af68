package io.tributary.demo;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.CRC32;
import org.springframework.util.FileSystemUtils;

/** The legacy databases as files: a directory a district, made once and then only read. */
final class LegacyFiles implements Districts {

  /** The login of the legacy databases. */
  static final String USER = "tributary_reader";

  /** Its password: the files are invented data on one's own disk. */
  static final String PASSWORD = "demo";

  /** To be raised whenever the generator makes other rows from the same plan. */
  private static final int GENERATION = 1;

  private static final String MODE =
      ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
          + ";DB_CLOSE_ON_EXIT=FALSE";

  private final Path directory;

  LegacyFiles(Path directory) {
    this.directory = directory;
  }

  /** What is not whole, or not made from this plan, is thrown away and made again. */
  @Override
  public void ensure(DistrictPlan plan) {
    Path home = home(plan);
    Marker marker = new Marker(home.resolve("complete"), fingerprint(plan));
    try {
      if (marker.holds()) {
        return;
      }
      FileSystemUtils.deleteRecursively(home);
      Files.createDirectories(home);
      try (Connection connection = DriverManager.getConnection(file(plan) + MODE, USER, PASSWORD);
          Statement statement = connection.createStatement()) {
        DemoData.fill(connection, plan);
        statement.execute("SHUTDOWN");
      }
      marker.set();
    } catch (IOException | SQLException e) {
      Problem problem =
          new Problem(
              DemoCode.LEGACY_FAILED,
              plan.name(),
              "cannot make the legacy database in " + home + ": " + e.getMessage(),
              "see whether the disk is full; the next start makes it again");
      throw new MigrationException(problem, e);
    }
  }

  /**
   * The JDBC URL of a district. H2 opens it read-only, so that nothing, not even a mistake, writes
   * to legacy.
   */
  @Override
  public String url(DistrictPlan plan) {
    return file(plan) + MODE + ";ACCESS_MODE_DATA=r";
  }

  @Override
  public String password() {
    return PASSWORD;
  }

  @Override
  public String fingerprint(DistrictPlan plan) {
    return madeFrom(plan);
  }

  /** Everything that decides what the district's rows are, wherever it is. */
  static String madeFrom(DistrictPlan plan) {
    CRC32 schema = new CRC32();
    schema.update(Resources.text("legacy.sql").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return "generation %d, schema %08x, %s%n".formatted(GENERATION, schema.getValue(), plan);
  }

  private Path home(DistrictPlan plan) {
    return directory.resolve(plan.name());
  }

  private String file(DistrictPlan plan) {
    return "jdbc:h2:file:" + home(plan).resolve("legacy").toAbsolutePath();
  }
}
