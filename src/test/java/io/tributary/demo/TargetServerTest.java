package io.tributary.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target server comes up after whatever happened before, and loses nothing it should keep. */
class TargetServerTest {

  @TempDir static Path binaries;
  @TempDir Path directory;
  private Path home;

  @BeforeEach
  void findHome() {
    home = directory.resolve("postgresql");
  }

  @Test
  void rowsOfOtherLegacyDataAreThrownAway() throws SQLException {
    keepARow("one");

    assertThat(keptRows("two")).isEqualTo("0");
  }

  @Test
  void whatWasLeftHalfMadeIsMadeAgain() throws Exception {
    Files.createDirectories(home.resolve("data/base"));
    Files.writeString(home.resolve("data/postgresql.conf"), "# half of it");

    assertThat(keptRows("one")).isEqualTo("0");
  }

  @Test
  void halfUnpackedBinariesAreUnpackedAgain() throws Exception {
    Path half = Files.createDirectories(binaries.resolve("PG-half/bin"));
    Files.writeString(half.resolve("postgres"), "half of it");

    assertThat(keptRows("one")).isEqualTo("0");

    assertThat(binaries.resolve("PG-half")).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(binaries)))
        .isEqualTo("rwxr-xr-x");
  }

  @Test
  void aServerThatAKilledDemoLeftBehindIsStoppedEvenWithSessionsOpen() throws Exception {
    String url = KilledDemo.run(home, binaries, "one");
    try (Connection open = connect(url)) {
      ProcessHandle process = new Postmaster(home.resolve("data")).process().orElseThrow();

      assertThat(keptRows("one")).isEqualTo("0");

      assertThat(process.isAlive()).isFalse();
      assertThat(open.isValid(5)).isFalse();
    }
  }

  @Test
  void aProcessNumberThatIsSomebodyElsesByNowIsNoServer() throws Exception {
    keepARow("one");
    Process stranger = new ProcessBuilder("cat").start();
    try {
      Files.writeString(home.resolve("data/postmaster.pid"), stranger.pid() + "\n/nowhere\n0\n1\n");

      assertThat(keptRows("one")).isEqualTo("1");

      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroy();
    }
  }

  private void keepARow(String loadedFrom) throws SQLException {
    try (TargetServer server = TargetServer.start(home, binaries, loadedFrom)) {
      ask(
          server,
          "INSERT INTO student.grade_levels VALUES (gen_random_uuid(), 'K', 'K', 0) RETURNING id");
    }
  }

  private String keptRows(String loadedFrom) throws SQLException {
    try (TargetServer server = TargetServer.start(home, binaries, loadedFrom)) {
      return ask(server, "SELECT count(*) FROM student.grade_levels");
    }
  }

  private static String ask(TargetServer server, String sql) throws SQLException {
    try (Connection connection = connect(server.url("students"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, TargetSchema.ROLE, TargetSchema.PASSWORD);
  }
}
