package io.tributary.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service outlives its databases: it starts without them, tells of their loss, and works again
 * once they are back.
 */
@SuppressWarnings("try")
class GoneDatabaseTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String EVERY_SECOND = "0/1 * * * * ?";

  @TempDir Path directory;
  private ServedDistricts served;

  @BeforeEach
  void prepare() throws IOException {
    served = new ServedDistricts(directory);
  }

  @AfterEach
  void close() throws SQLException {
    served.close();
  }

  @Test
  void aServiceStartsWithoutItsDatabaseAndValidatesOnceItIsThere() throws Exception {
    takeAway(served.districts.school);

    try (ValidationService service = served.start(EVERY_SECOND, EVERY_SECOND, served.url())) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  served.received.stream().anyMatch(text -> text.contains("validation-failed"))
                      && served.received.stream().anyMatch(text -> text.contains("schema-drift")));
      assertThat(lastVerdict()).isNotEqualTo("PROVEN");
      assertThat(served.meters.get("tributary.validation.failed").gauge().value()).isEqualTo(1);

      bringBack(served.districts.school);
      await().atMost(PATIENCE).until(() -> lastVerdict().equals("PROVEN"));
      await()
          .atMost(PATIENCE)
          .until(() -> ServedDistricts.drift().getLastVerdict().equals(DriftWatch.NOT_FROZEN));
    }

    assertThat(served.meters.get("tributary.validation.failed").gauge().value()).isZero();
    assertThat(served.received).noneMatch(text -> text.contains("jdbc:"));
  }

  @Test
  void aDatabaseThatGoesWhileTheServiceRunsIsToldAndTheNextValidationProves() throws Exception {
    try (ValidationService service = served.start(EVERY_SECOND, "never", served.url())) {
      await().atMost(PATIENCE).until(() -> lastVerdict().equals("PROVEN"));
      assertThat(served.received).isEmpty();

      takeAway(served.districts.school);
      await().atMost(PATIENCE).until(() -> !served.received.isEmpty());
      assertThat(lastVerdict()).isNotEqualTo("PROVEN");

      bringBack(served.districts.school);
      await().atMost(PATIENCE).until(() -> lastVerdict().equals("PROVEN"));
    }
  }

  private static String lastVerdict() throws Exception {
    return ServedDistricts.validation().getLastVerdict();
  }

  /** Nobody gets in any more, and who is in is thrown out. */
  private void takeAway(TestPostgres database) throws SQLException {
    elsewhere("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(name(database)));
    elsewhere(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(name(database)));
  }

  private void bringBack(TestPostgres database) throws SQLException {
    elsewhere("ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(name(database)));
  }

  private void elsewhere(String sql) throws SQLException {
    try (Connection other = served.districts.building.superuser();
        Statement statement = other.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String name(TestPostgres database) {
    return database.url().substring(database.url().lastIndexOf('/') + 1);
  }
}
