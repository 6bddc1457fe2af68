package io.tributary.serve;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMX;
import javax.management.ObjectName;

/** Districts that were migrated, a service over them, and the webhook that it tells. */
final class ServedDistricts implements AutoCloseable {

  final SchoolDistricts districts;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<String> methods = new CopyOnWriteArrayList<>();
  final List<String> received = new CopyOnWriteArrayList<>();
  final AtomicInteger refusals = new AtomicInteger();
  final Path routes;
  private final Path directory;
  private final HttpServer webhook;

  ServedDistricts(Path directory) throws IOException {
    this.directory = directory;
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
            methods.add(exchange.getRequestMethod() + " " + exchange.getRequestHeaders().keySet());
            received.add(body);
          }
          exchange.sendResponseHeaders(refused ? 503 : 204, -1);
          exchange.close();
        });
    webhook.start();
  }

  String url() {
    return "http://127.0.0.1:" + webhook.getAddress().getPort() + "/hook/s3cret";
  }

  void stopWebhook() {
    webhook.stop(0);
  }

  /** Starts a service whose clock stands still. */
  ValidationService start() throws IOException {
    return start("never", "never", url());
  }

  ValidationService start(String schedule, String drift, String url) throws IOException {
    RunSettings reading = RunSettings.reading(routes);
    return ValidationService.start(
        manifest(schedule, drift),
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

  private Manifest manifest(String schedule, String drift) throws IOException {
    Path file = districts.manifestFile();
    Files.writeString(
        file,
        "\nvalidation: { schedule: \"%s\", drift: \"%s\", sample: 100 }\n"
            .formatted(schedule, drift),
        StandardOpenOption.APPEND);
    return TestMigration.by(file).manifest();
  }

  static ValidationControlMXBean validation() throws Exception {
    return JMX.newMXBeanProxy(
        ManagementFactory.getPlatformMBeanServer(),
        new ObjectName("io.tributary:type=validation"),
        ValidationControlMXBean.class);
  }

  static DriftControlMXBean drift() throws Exception {
    return JMX.newMXBeanProxy(
        ManagementFactory.getPlatformMBeanServer(),
        new ObjectName("io.tributary:type=drift"),
        DriftControlMXBean.class);
  }

  @Override
  public void close() throws SQLException {
    webhook.stop(0);
    districts.close();
  }
}
