package io.tributary.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A district is generated once, whole, and then only read. */
class LegacyFilesTest {

  private static final DistrictPlan PLAN = Plans.clean();
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir Path directory;
  private LegacyFiles files;
  private Path database;

  @BeforeEach
  void generate() throws IOException {
    files = new LegacyFiles(directory);
    files.ensure(PLAN);
    database = directory.resolve(PLAN.name()).resolve("legacy.mv.db");
    Files.setLastModifiedTime(database, LONG_AGO);
  }

  @Test
  void theDatabaseIsFilled() throws SQLException {
    assertThat(students(PLAN)).isEqualTo(60);
  }

  @Test
  void aSecondStartUsesWhatIsThere() throws IOException {
    files.ensure(PLAN);

    assertThat(Files.getLastModifiedTime(database)).isEqualTo(LONG_AGO);
  }

  @Test
  void whatWasLeftHalfMadeIsMadeAgain() throws Exception {
    Files.delete(directory.resolve(PLAN.name()).resolve("complete"));
    Files.writeString(database, "half a database");

    files.ensure(PLAN);

    assertThat(students(PLAN)).isEqualTo(60);
  }

  @Test
  void anotherScaleMakesOtherRows() throws SQLException {
    DistrictPlan larger = PLAN.withStudents(80);

    files.ensure(larger);

    assertThat(students(larger)).isEqualTo(80);
  }

  @Test
  void nothingCanBeWrittenToLegacy() throws SQLException {
    try (Connection connection = connect(PLAN);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("DELETE FROM [dbo].[Student]"))
          .hasMessageContaining("read only");
    }
  }

  private int students(DistrictPlan plan) throws SQLException {
    try (Connection connection = connect(plan);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM [dbo].[Student]")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private Connection connect(DistrictPlan plan) throws SQLException {
    return DriverManager.getConnection(files.url(plan), LegacyFiles.USER, LegacyFiles.PASSWORD);
  }
}
