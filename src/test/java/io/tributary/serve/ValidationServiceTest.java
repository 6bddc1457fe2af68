package io.tributary.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.fault.InvalidInputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A service validates by the clock or when it is asked to, and tells of what is not proven. */
@SuppressWarnings("try")
class ValidationServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger alertLog = (Logger) LoggerFactory.getLogger("io.tributary.alert");
  private ServedDistricts served;

  @BeforeEach
  void prepare() throws IOException {
    served = new ServedDistricts(directory);
    logged.start();
    alertLog.addAppender(logged);
  }

  @AfterEach
  void close() throws SQLException {
    alertLog.detachAppender(logged);
    served.close();
  }

  @Test
  void whatIsNotProvenReachesTheWebhookThoughItRefusesAtFirst() throws Exception {
    served.districts.asSuperuser("UPDATE students SET name = 'Otherwise' WHERE legacy_id = 7");
    served.refusals.set(2);

    try (ValidationService service = served.start()) {
      assertThat(control().validateNow()).isTrue();
      await().atMost(PATIENCE).until(() -> served.received.size() == 1);

      assertThat(control().getLastVerdict()).isEqualTo("DIFFERENT");
      assertThat(Path.of(control().getLastReport())).exists();
    }

    assertThat(served.methods.get(0)).startsWith("POST ").doesNotContain("firetime", "Firetime");
    JsonNode alert = new ObjectMapper().readTree(served.received.get(0));
    assertThat(alert.path("event").asText()).isEqualTo("validation-failed");
    assertThat(alert.path("trigger").asText()).isEqualTo("demand");
    assertThat(alert.path("places").findValuesAsText("entity")).contains("student");
    assertThat(served.received.get(0)).doesNotContain("Otherwise", "Student 7", "jdbc:", "s3cret");
    assertThat(attempts()).containsExactly("attempt=1 status=503", "attempt=2 status=503");
    assertThat(served.meters.get("tributary.validation.failed").gauge().value()).isEqualTo(1);
    assertThat(served.meters.get("tributary.validation.differences").gauge().value()).isPositive();
    assertThat(
            served
                .meters
                .get("tributary.validation.runs")
                .tag("verdict", "DIFFERENT")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void aWebhookThatIsDownEndsNeitherTheServiceNorTheNextValidation() throws Exception {
    served.districts.asSuperuser("UPDATE students SET name = 'Otherwise' WHERE legacy_id = 7");
    String gone = served.url();
    served.stopWebhook();

    try (ValidationService service = served.start("never", "never", gone)) {
      control().validateNow();
      await()
          .atMost(PATIENCE)
          .until(() -> !control().getLastVerdict().isEmpty() && control().validateNow());
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  served.meters.get("tributary.validation.runs").counters().stream()
                          .mapToDouble(counter -> counter.count())
                          .sum()
                      >= 2);
    }

    assertThat(served.meters.get("tributary.validation.failed").gauge().value()).isEqualTo(1);
    assertThat(served.received).isEmpty();
    assertThat(attempts())
        .startsWith("attempt=1", "attempt=2", "attempt=3", "attempt=4", "attempt=5", "attempt=6");
    assertThat(logged.list)
        .anyMatch(event -> event.getFormattedMessage().startsWith("alert not delivered"))
        .noneMatch(event -> event.toString().contains("s3cret"))
        .noneMatch(event -> String.valueOf(event.getKeyValuePairs()).contains("s3cret"));
  }

  @Test
  void theClockBeginsValidationsAndTwoNeverOverlap() throws Exception {
    try (Connection superuser = served.districts.school.superuser();
        Statement statement = superuser.createStatement()) {
      superuser.setAutoCommit(false);
      statement.execute("LOCK TABLE migration.validation IN ACCESS EXCLUSIVE MODE");

      try (ValidationService service = served.start("0/1 * * * * ?", "never", "")) {
        await().atMost(PATIENCE).until(() -> control().isRunning());
        assertThat(control().validateNow()).isFalse();
        assertThat(control().getSchedule()).isEqualTo("0/1 * * * * ?");
        superuser.rollback();
        await().atMost(PATIENCE).until(() -> control().getLastVerdict().equals("PROVEN"));
      }
    }

    assertThat(served.meters.get("tributary.validation.failed").gauge().value()).isZero();
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .isRegistered(new ObjectName("io.tributary:type=validation")))
        .isFalse();
  }

  @Test
  void aValidationThatFailsIsTold() throws Exception {
    Files.writeString(directory.resolve("reports"), "a file where the directory should be");

    try (ValidationService service = served.start()) {
      control().validateNow();
      await().atMost(PATIENCE).until(() -> served.received.size() == 1);

      assertThat(control().getLastVerdict()).isEqualTo("FAILED");
    }

    assertThat(served.received.get(0)).contains("\"codes\":[\"TRB-1103\"]").doesNotContain("jdbc:");
  }

  @Test
  void aRouteFileThatIsWrongIsToldAtTheStart() throws Exception {
    Files.writeString(served.routes.resolve("alert.camel.yaml"), "- route: { id: alert }\n");

    assertThatThrownBy(() -> served.start("never", "never", ""))
        .isInstanceOf(InvalidInputException.class);
  }

  /** Failed deliveries, as they were logged. */
  private List<String> attempts() {
    return logged.list.stream()
        .filter(event -> event.getKeyValuePairs() != null)
        .map(
            event ->
                event.getKeyValuePairs().stream()
                    .filter(pair -> pair.key.equals("attempt") || pair.key.equals("status"))
                    .map(pair -> pair.key + "=" + pair.value)
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static ValidationControlMXBean control() throws Exception {
    return ServedDistricts.validation();
  }
}
