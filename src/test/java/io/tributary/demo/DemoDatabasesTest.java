package io.tributary.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.RefusedException;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.ManifestLoader;
import io.tributary.manifest.Placeholders;
import io.tributary.manifest.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's databases come up, and are what the manifest's placeholders ask for. */
class DemoDatabasesTest {

  private static final List<DistrictPlan> PLANS = Plans.small();

  @TempDir Path directory;

  @Test
  void theManifestLoadsWithTheirEnvironmentAndTheyStayBetweenStarts() throws SQLException {
    try (DemoDatabases databases = DemoDatabases.start(directory, PLANS)) {
      Manifest manifest =
          new ManifestLoader(Placeholders.with(databases.environment()))
              .load(Path.of("manifests/northstar.yaml"));

      for (Tenant tenant : manifest.tenants()) {
        assertThat(ask(tenant.legacy(), "SELECT COUNT(*) FROM [dbo].[Student]")).isEqualTo("60");
      }
      io.tributary.manifest.Connection students = manifest.service("students").connection();
      assertThat(ask(students, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(students, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(
              ask(
                  manifest.service("identity").connection(),
                  "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("f");
      ask(
          students,
          "INSERT INTO student.grade_levels VALUES (gen_random_uuid(), 'K', 'K', 0) RETURNING id");
    }

    try (DemoDatabases databases = DemoDatabases.start(directory, PLANS)) {
      assertThat(databases.psqlLines()).hasSize(2);
      Manifest manifest =
          new ManifestLoader(Placeholders.with(databases.environment()))
              .load(Path.of("manifests/northstar.yaml"));
      assertThat(
              ask(
                  manifest.service("students").connection(),
                  "SELECT count(*) FROM student.grade_levels"))
          .isEqualTo("1");
    }
  }

  @Test
  void twoDemosInOneDirectoryAreRefused() {
    DirectoryLock first = DirectoryLock.take(directory);
    try {
      assertThatThrownBy(() -> DemoDatabases.start(directory, PLANS))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("TRB-0801");
    } finally {
      first.close();
    }
  }

  @Test
  void aStartThatFailsGivesTheDirectoryFree() throws Exception {
    Files.writeString(directory.resolve("legacy"), "no directory");

    assertThatThrownBy(() -> DemoDatabases.start(directory, PLANS))
        .hasMessageContaining("TRB-0806");

    DirectoryLock.take(directory).close();
    assertThat(new Postmaster(directory.resolve("postgresql/data")).process()).isEmpty();
  }

  private static String ask(io.tributary.manifest.Connection database, String sql)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                database.url(),
                database.user().orElseThrow(),
                database.password().orElseThrow().reveal());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
