package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.testing.SchoolDistricts;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TributaryProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process. */
class ServeCommandTest {

  @TempDir Path directory;

  @Test
  void theServiceStaysUpUntilSigtermAndEndsWithoutComplaint() throws Exception {
    try (SchoolDistricts districts = new SchoolDistricts(directory)) {
      TributaryProcess process =
          TributaryProcess.start(
              directory,
              Map.of(),
              "serve",
              districts.manifestFile().toString(),
              "--routes",
              TestMigration.ROUTES.toAbsolutePath().toString());
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    process.out().contains("Serving schools; validation: 0 0 2 * * ?")
                        || !process.isAlive());
        assertThat(process.isAlive()).as(process::err).isTrue();

        process.signal("TERM");

        assertThat(process.exitStatus()).isZero();
      } finally {
        if (process.isAlive()) {
          process.kill();
        }
      }
    }
  }
}
