package io.tributary.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.run.Migration;
import io.tributary.run.RunSettings;
import io.tributary.run.Selection;
import io.tributary.testing.TestMigration;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service looks for drift by the clock or when it is asked to, and tells of what matters. */
@SuppressWarnings("try")
class DriftScheduleTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

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
  void driftThatBreaksAMappingReachesTheWebhookByTheClock() throws Exception {
    freeze();
    served.districts.a.execute("ALTER TABLE dbo.Student DROP COLUMN Hobby");

    try (ValidationService service = served.start("never", "0/1 * * * * ?", served.url())) {
      await().atMost(PATIENCE).until(() -> !served.received.isEmpty());

      assertThat(ServedDistricts.drift().getSchedule()).isEqualTo("0/1 * * * * ?");
      assertThat(ServedDistricts.drift().getLastVerdict()).isEqualTo("BREAKING");
      assertThat(ServedDistricts.drift().getLastEndedAt()).isNotEmpty();
    }

    JsonNode alert = new ObjectMapper().readTree(served.received.get(0));
    assertThat(alert.path("event").asText()).isEqualTo("schema-drift");
    assertThat(alert.path("trigger").asText()).isEqualTo("schedule");
    assertThat(alert.path("breaking").asInt()).isEqualTo(1);
    assertThat(alert.at("/drift/0/element").asText()).isEqualTo("dbo.Student.Hobby");
    assertThat(alert.at("/drift/0/entities/0").asText()).isEqualTo("student");
    assertThat(served.received.get(0)).doesNotContain("jdbc:");
    assertThat(served.meters.get("tributary.drift.failed").gauge().value()).isEqualTo(1);
  }

  @Test
  void whatDoesNotMatterIsNoAlert() throws Exception {
    try (ValidationService service = served.start()) {
      assertThat(ServedDistricts.drift().getSchedule()).isEqualTo("never");
      assertThat(checked()).as("nothing was frozen").isEqualTo(DriftWatch.NOT_FROZEN);
      freeze();
      assertThat(checked()).isEqualTo("UNCHANGED");
      served.districts.a.execute("CREATE INDEX ByName ON dbo.Student (Name)");
      assertThat(checked()).isEqualTo("HARMLESS");
    }

    assertThat(served.received).isEmpty();
    assertThat(served.meters.get("tributary.drift.failed").gauge().value()).isZero();
    assertThat(served.meters.get("tributary.drift.checks").tag("verdict", "HARMLESS").counter())
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
  }

  private String checked() throws Exception {
    String before = ServedDistricts.drift().getLastEndedAt();
    await().atMost(PATIENCE).until(() -> ServedDistricts.drift().checkNow());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !ServedDistricts.drift().isRunning()
                    && !ServedDistricts.drift().getLastEndedAt().equals(before));
    return ServedDistricts.drift().getLastVerdict();
  }

  private void freeze() {
    try (Migration migration =
        Migration.open(
            TestMigration.by(served.districts.manifestFile()).manifest(),
            RunSettings.reading(served.routes))) {
      migration.schemas().freeze(Selection.ALL);
    }
  }
}
