package io.tributary.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tributary.fault.InvalidInputException;
import io.tributary.manifest.Manifest;
import io.tributary.run.RunSettings;
import io.tributary.testing.SchoolDistricts;
import io.tributary.testing.TestMigration;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service validates by the clock or when it is asked to, and tells of what is not proven. */
@SuppressWarnings("try")
class ValidationServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private SchoolDistricts districts;
  private HttpServer webhook;
  private Path routes;

  @BeforeEach
  void prepare() throws IOException {
    districts = SchoolDistricts.migrated(directory);
    routes = TestMigration.copyRoutes(directory);
    Path alert = routes.resolve("alert.camel.yaml");
    Files.writeString(
        alert,
        Files.readString(alert).replace("redeliveryDelay: \"2000\"", "redeliveryDelay: \"1\""));
    webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    webhook.createContext(
        "/hook/s3cret",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean refused = refusals.getAndDecrement() > 0;
          if (!refused) {
            received.add(exchange.getRequestMethod() + " " + exchange.getRequestHeaders().keySet());
            received.add(body);
          }
          exchange.sendResponseHeaders(refused ? 503 : 204, -1);
          exchange.close();
        });
    webhook.start();
  }

  @AfterEach
  void close() throws SQLException {
    webhook.stop(0);
    districts.close();
  }

  @Test
  void whatIsNotProvenReachesTheWebhookThoughItRefusesAtFirst() throws Exception {
    districts.asSuperuser("UPDATE students SET name = 'Otherwise' WHERE legacy_id = 7");
    refusals.set(2);

    try (ValidationService service = start("never", url())) {
      assertThat(control().validateNow()).isTrue();
      await().atMost(PATIENCE).until(() -> received.size() == 2);

      assertThat(control().getLastVerdict()).isEqualTo("DIFFERENT");
      assertThat(Path.of(control().getLastReport())).exists();
    }

    assertThat(received.get(0)).startsWith("POST ").doesNotContain("firetime", "Firetime");
    JsonNode alert = new ObjectMapper().readTree(received.get(1));
    assertThat(alert.path("event").asText()).isEqualTo("validation-failed");
    assertThat(alert.path("trigger").asText()).isEqualTo("demand");
    assertThat(alert.path("places").findValuesAsText("entity")).contains("student");
    assertThat(received.get(1)).doesNotContain("Otherwise", "Student 7", "jdbc:", "s3cret");
    assertThat(meters.get("tributary.validation.failed").gauge().value()).isEqualTo(1);
    assertThat(meters.get("tributary.validation.differences").gauge().value()).isPositive();
    assertThat(
            meters.get("tributary.validation.runs").tag("verdict", "DIFFERENT").counter().count())
        .isEqualTo(1);
  }

  @Test
  void aWebhookThatIsDownEndsNeitherTheServiceNorTheNextValidation() throws Exception {
    districts.asSuperuser("UPDATE students SET name = 'Otherwise' WHERE legacy_id = 7");
    String gone = url();
    webhook.stop(0);

    try (ValidationService service = start("never", gone)) {
      control().validateNow();
      await()
          .atMost(PATIENCE)
          .until(() -> !control().getLastVerdict().isEmpty() && control().validateNow());
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  meters.get("tributary.validation.runs").counters().stream()
                          .mapToDouble(counter -> counter.count())
                          .sum()
                      >= 2);
    }

    assertThat(meters.get("tributary.validation.failed").gauge().value()).isEqualTo(1);
    assertThat(received).isEmpty();
  }

  @Test
  void theClockBeginsValidationsAndTwoNeverOverlap() throws Exception {
    try (Connection superuser = districts.school.superuser();
        Statement statement = superuser.createStatement()) {
      superuser.setAutoCommit(false);
      statement.execute("LOCK TABLE migration.validation IN ACCESS EXCLUSIVE MODE");

      try (ValidationService service = start("0/1 * * * * ?", "")) {
        await().atMost(PATIENCE).until(() -> control().isRunning());
        assertThat(control().validateNow()).isFalse();
        assertThat(control().getSchedule()).isEqualTo("0/1 * * * * ?");
        superuser.rollback();
        await().atMost(PATIENCE).until(() -> control().getLastVerdict().equals("PROVEN"));
      }
    }

    assertThat(meters.get("tributary.validation.failed").gauge().value()).isZero();
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .isRegistered(new ObjectName("io.tributary:type=validation")))
        .isFalse();
  }

  @Test
  void aValidationThatFailsIsTold() throws Exception {
    Files.writeString(directory.resolve("reports"), "a file where the directory should be");

    try (ValidationService service = start("never", url())) {
      control().validateNow();
      await().atMost(PATIENCE).until(() -> received.size() == 2);

      assertThat(control().getLastVerdict()).isEqualTo("FAILED");
    }

    assertThat(received.get(1)).contains("\"codes\":[\"TRB-1103\"]").doesNotContain("jdbc:");
  }

  @Test
  void aRouteFileThatIsWrongIsToldAtTheStart() throws Exception {
    Files.writeString(routes.resolve("alert.camel.yaml"), "- route: { id: alert }\n");

    assertThatThrownBy(() -> start("never", "")).isInstanceOf(InvalidInputException.class);
  }

  private ValidationService start(String schedule, String url) throws IOException {
    return start(manifest(schedule), url);
  }

  private ValidationService start(Manifest manifest, String url) {
    RunSettings reading = RunSettings.reading(routes);
    return ValidationService.start(
        manifest,
        new RunSettings(
            routes,
            1,
            0,
            false,
            reading.acceptedChanges(),
            reading.times(),
            reading.queryTimeout(),
            reading.rangeRows(),
            Map.of("tributary.alert.url", url),
            meters),
        directory.resolve("reports"));
  }

  private Manifest manifest(String schedule) throws IOException {
    Path file = districts.manifestFile();
    Files.writeString(
        file,
        "\nvalidation: { schedule: \"%s\", sample: 100 }\n".formatted(schedule),
        StandardOpenOption.APPEND);
    return TestMigration.by(file).manifest();
  }

  private String url() {
    return "http://127.0.0.1:" + webhook.getAddress().getPort() + "/hook/s3cret";
  }

  private static ValidationControlMXBean control() throws Exception {
    return JMX.newMXBeanProxy(
        ManagementFactory.getPlatformMBeanServer(),
        new ObjectName("io.tributary:type=validation"),
        ValidationControlMXBean.class);
  }
}
