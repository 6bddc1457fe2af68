package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import io.tributary.testing.TributaryProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real process does on signals, and what its exit status says. */
class StopAndGoOnTest {

  private static final int PUPILS = 300;

  private static final List<String> SECRETS =
      List.of("uuid-secret-4711", "legacy-secret-4711", "service-secret-4711", "other-secret-4711");

  private static final String MANIFEST =
      SmallDistrict.MANIFEST
          .replace("{ user: sa,", "{ user: sa, password: \"{{env:LEGACY_PASSWORD}}\",")
          .replace("user: tributary_test", "user: clerk")
          .replace(
              "  phase: 1\n    legacy: { table: dbo.Pupil",
              "  phase: 2\n    dependsOn: [ club ]\n    legacy: { table: dbo.Pupil")
          .replace("{ 1: Pupils }", "{ 1: Clubs, 2: Pupils }");

  private static final TestPostgres SERVICE = TestPostgres.create();

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final List<TributaryProcess> started = new ArrayList<>();
  private String manifest = MANIFEST;
  private SmallDistrict.@Nullable Hold hold;

  @BeforeEach
  void createDatabases() throws Exception {
    try (Connection superuser = SERVICE.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          """
          DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'clerk') THEN
              CREATE ROLE clerk LOGIN PASSWORD 'service-secret-4711' IN ROLE %1$s;
              ALTER ROLE clerk SET role = '%1$s';
            END IF;
          END $$
          """
              .formatted(TestPostgres.ROLE));
    }
    SmallDistrict.createTarget(SERVICE);
    Path oak = directory.resolve("oak");
    try (TestLegacy legacy = TestLegacy.createFile(oak, "legacy-secret-4711")) {
      SmallDistrict.fill(legacy, PUPILS, 3);
      environment.put("OAK_URL", legacy.url() + ";IFEXISTS=TRUE");
    }
    environment.put("RECORDS_URL", SERVICE.url());
    environment.put("RECORDS_PASSWORD", "service-secret-4711");
    environment.put("LEGACY_PASSWORD", "legacy-secret-4711");
    environment.put("TRIBUTARY_UUID_SECRET", "uuid-secret-4711");
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  /** A test that failed must not hold up the next one. */
  @AfterEach
  void letGo() throws Exception {
    if (hold != null) {
      hold.close();
    }
  }

  @AfterEach
  void noSecretWasWritten() throws Exception {
    for (TributaryProcess process : started) {
      process.end();
      assertThat(process.everything()).doesNotContain(SECRETS);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aSignalFinishesTheBatchInHandAndTheNextRunGoesOn(String signal, int status)
      throws Exception {
    hold = SmallDistrict.hold(SERVICE, "pupils");
    TributaryProcess first = runAndHoldTheSecondBatch(signal);
    first.awaitError("Finishing the batches in hand");
    assertThat(first.isAlive()).isTrue();
    hold.close();

    assertThat(first.exitStatus()).as(first.err()).isEqualTo(status);
    assertThat(pupilBatches()).isEqualTo(2);
    assertThat(first.out()).contains("stopped");

    TributaryProcess second = tributary("run");
    assertThat(second.exitStatus()).as(second.err()).isZero();
    assertEveryRowOnce();
    assertThat(second.out()).contains("280 rows read: 280 inserted");
  }

  @Test
  void aSecondSignalEndsTheProcessAtOnceAndNothingIsLostOrDoubled() throws Exception {
    hold = SmallDistrict.hold(SERVICE, "pupils");
    TributaryProcess first = runAndHoldTheSecondBatch("TERM");
    first.awaitError("Finishing the batches in hand");

    first.signal("TERM");
    assertThat(first.exitStatus()).isEqualTo(143);
    hold.close();

    assertThat(tributary("run").exitStatus()).isZero();
    assertEveryRowOnce();
  }

  @Test
  void aFailedPartitionEndsWithOneAndWhatWasCommittedStays() throws Exception {
    try (TestLegacy legacy = TestLegacy.openFile(directory.resolve("oak"), "legacy-secret-4711")) {
      legacy.execute(
          "ALTER TABLE dbo.Pupil DROP PRIMARY KEY", "UPDATE dbo.Pupil SET Id = 35 WHERE Id = 36");
    }

    TributaryProcess run = tributary("run");

    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.out()).contains("TRB-0311", "pupil/oak", "failed");
    assertThat(run.out() + run.err()).doesNotContain("\tat ");
    assertThat(pupilBatches()).isEqualTo(3);
    assertThat(SERVICE.query("SELECT count(*) FROM clubs")).containsExactly("3");
  }

  @Test
  void aBadManifestEndsWithTwoAndNamesTheLine() throws Exception {
    manifest =
        MANIFEST
            .replace("name: Name, status", "name: Name, stattus: Status, status")
            .replace("phase: 2", "fase: 2");

    TributaryProcess run = tributary("run");

    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err()).contains("manifest.yaml:", "fase").doesNotContain("\tat ");
    assertUntouched();
  }

  @Test
  void anUnknownOptionEndsWithTwo() throws Exception {
    TributaryProcess run = tributary("run", "--phases", "1");

    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err()).contains("--phases").doesNotContain("\tat ");
    assertUntouched();
  }

  @Test
  void anUnknownTenantEndsWithTwoAndSaysWhatThereIs() throws Exception {
    TributaryProcess run = tributary("run", "--tenant", "ash");

    assertThat(run.exitStatus()).isEqualTo(2);
    assertThat(run.err()).contains("--tenant ash", "There are: oak").doesNotContain("\tat ");
    assertUntouched();
  }

  @Test
  void deadLettersEndWithFourEachTimeUntilSomebodyDealsWithThem() throws Exception {
    manifest =
        MANIFEST.replace("status: Status", "status: { from: Status, values: { HERE: here } }");

    TributaryProcess first = tributary("run");
    assertThat(first.exitStatus()).as(first.err()).isEqualTo(4);
    assertThat(first.out()).contains("30 dead letters");
    assertThat(first.everything()).doesNotContain("Pupil 1");

    TributaryProcess second = tributary("run");
    assertThat(second.exitStatus()).isEqualTo(4);
    assertThat(second.out()).contains("0 rows read");
  }

  @Test
  void aChangedSecretIsRefusedWithFive() throws Exception {
    assertThat(tributary("run", "--phase", "1").exitStatus()).isZero();
    environment.put("TRIBUTARY_UUID_SECRET", "other-secret-4711");

    TributaryProcess run = tributary("run");

    assertThat(run.exitStatus()).isEqualTo(5);
    assertThat(run.err()).contains("TRB-0503").doesNotContain("\tat ");
    assertThat(SERVICE.query("SELECT count(*) FROM pupils")).containsExactly("0");
  }

  @Test
  void aPhaseBeforeTheOneItNeedsIsRefusedWithFive() throws Exception {
    TributaryProcess run = tributary("run", "--phase", "2");

    assertThat(run.exitStatus()).isEqualTo(5);
    assertThat(run.err()).contains("TRB-0602", "Run phase 1 first").doesNotContain("\tat ");
    assertUntouched();
  }

  @Test
  void aServiceThatIsNotThereEndsWithOneAndAClearMessage() throws Exception {
    environment.put("RECORDS_URL", "jdbc:postgresql://localhost:1/records");

    TributaryProcess run = tributary("run");

    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.err())
        .contains("TRB-0606", "service records cannot be reached", "localhost:1")
        .doesNotContain("\tat ");
  }

  @Test
  void aLegacyDatabaseThatIsNotThereEndsWithOneAndAClearMessage() throws Exception {
    environment.put("OAK_URL", "jdbc:h2:file:" + directory.resolve("nowhere") + ";IFEXISTS=TRUE");

    TributaryProcess run = tributary("run");

    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(run.err())
        .contains("TRB-0302", "legacy database of oak", "cannot connect")
        .doesNotContain("\tat ");
    assertUntouched();
  }

  @Test
  void whatADriverSaysOfARowIsShownOnTheConsoleIfAskedForAndNeverLogged() throws Exception {
    manifest =
        MANIFEST.replace(
            "dbo.Pupil, key: Id", "dbo.Pupil, key: Id, where: \"CAST(t.Name AS INT) > 0\"");

    TributaryProcess quiet = tributary("run");
    assertThat(quiet.exitStatus()).isEqualTo(1);
    assertThat(quiet.out()).contains("TRB-0304", "pupil/oak");
    assertThat(quiet.everything()).doesNotContain("Pupil 1");
    assertThat(quiet.log()).contains("partition-failed", "JdbcSQLDataException");

    TributaryProcess verbose = tributary("run", "--verbose");
    assertThat(verbose.exitStatus()).isEqualTo(1);
    assertThat(verbose.err()).contains("Pupil 1", "\tat ");
    assertThat(verbose.log()).doesNotContain("Pupil 1");
  }

  @Test
  void aRunThatIsWatchedShowsNoSecretInItsBeansMetricsOrCommandLine() throws Exception {
    int port = freePort();
    hold = SmallDistrict.hold(SERVICE, "pupils");
    TributaryProcess run = tributary("run", "--parallel", "1", "--observe", String.valueOf(port));
    awaitInHand(run);

    String beans = get(port, "/observe/jolokia/read/*:*?ignoreErrors=true&maxDepth=6");
    String metrics = get(port, "/observe/metrics");

    assertThat(beans).contains("org.apache.camel", "keyset://pupil", "java.lang:");
    assertThat(metrics).contains("tributary_");
    assertThat(beans + metrics + run.commandLine()).doesNotContain(SECRETS);
    hold.close();
    assertThat(run.exitStatus()).isZero();
  }

  private static String get(int port, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** One batch is committed, the second waits in hand, and the signal is sent. */
  private TributaryProcess runAndHoldTheSecondBatch(String signal) throws Exception {
    TributaryProcess process = tributary("run", "--parallel", "1");
    awaitInHand(process);
    hold = hold.passOn();
    awaitInHand(process);
    assertThat(pupilBatches()).isEqualTo(1);
    process.signal(signal);
    return process;
  }

  private void awaitInHand(TributaryProcess process) {
    await().until(() -> hold.waiting() == 1 || !process.isAlive());
    assertThat(process.isAlive()).as(process.err()).isTrue();
  }

  private TributaryProcess tributary(String command, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("manifest.yaml"), manifest);
    Path place = Files.createDirectory(directory.resolve("process-" + started.size()));
    List<String> line = new ArrayList<>(List.of(command, file.toString()));
    line.addAll(List.of("--routes", TestMigration.ROUTES.toAbsolutePath().toString()));
    line.addAll(List.of(options));
    TributaryProcess process =
        TributaryProcess.start(place, environment, line.toArray(String[]::new));
    started.add(process);
    return process;
  }

  private long pupilBatches() {
    return Long.parseLong(
        SERVICE
            .query("SELECT count(*) FROM migration.batch_state WHERE entity_type = 'pupil'")
            .get(0));
  }

  private void assertEveryRowOnce() {
    assertThat(SERVICE.query("SELECT legacy_id FROM pupils ORDER BY legacy_id::int"))
        .isEqualTo(IntStream.rangeClosed(1, PUPILS).mapToObj(String::valueOf).toList());
    assertThat(pupilBatches()).isEqualTo(PUPILS / 10);
  }

  private void assertUntouched() {
    assertThat(SERVICE.query("SELECT nspname FROM pg_namespace WHERE nspname = 'migration'"))
        .isEmpty();
  }
}
