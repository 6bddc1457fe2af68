package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.tributary.run.RunResult;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is logged and counted of each batch. */
class BatchLogTest {

  /** Those who have left are dead letters. */
  private static final String REFUSING =
      SmallDistrict.MANIFEST.replace(
          "status: Status", "status: { from: Status, values: { HERE: here } }");

  private static final TestPostgres SERVICE = TestPostgres.create();

  @TempDir Path directory;
  private final SmallDistrict district = new SmallDistrict(SERVICE, 25, 3);
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  BatchLogTest() throws SQLException {}

  @BeforeEach
  void listen() {
    logged.start();
    root.addAppender(logged);
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @AfterEach
  void close() throws Exception {
    root.detachAppender(logged);
    district.close();
  }

  @Test
  void aCommittedBatchIsOneLineThatTellsAllOfIt() {
    RunResult result = migration(REFUSING).run();

    List<Map<String, Object>> lines = batchesOf("pupil");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .containsEntry("event", "batch-committed")
        .containsEntry("run", result.runId())
        .containsEntry("tenant", "oak")
        .containsEntry("keys", "(*, 10]")
        .containsEntry("read", 10L)
        .containsEntry("inserted", 9L)
        .containsEntry("updated", 0L)
        .containsEntry("unchanged", 0L)
        .containsEntry("deduplicated", 0L)
        .containsEntry("filtered", 0L)
        .containsEntry("deadLettered", 1L);
    assertThat(lines)
        .extracting(line -> line.get("keys"))
        .containsExactly("(*, 10]", "(10, 20]", "(20, 25]");
    assertThat(lines)
        .allSatisfy(
            line -> {
              long millis = (Long) line.get("millis");
              assertThat(millis).isPositive();
              assertThat(line)
                  .containsEntry("rowsPerSecond", (Long) line.get("read") * 1000 / millis);
            });
  }

  @Test
  void theLineHasTheLedgersBatchIdAndChecksum() {
    migration(SmallDistrict.MANIFEST).run();

    assertThat(batchesOf("pupil"))
        .extracting(line -> line.get("batch") + "|" + line.get("checksum"))
        .containsExactlyElementsOf(
            district.service.query(
                """
                SELECT batch_id || '|' || to_hex(checksum) FROM migration.batch_state
                WHERE entity_type = 'pupil' ORDER BY batch_no
                """));
  }

  @Test
  void nothingThatIsLoggedShowsAKeyThatIsTextOrAnyOtherValue() {
    RunResult result =
        migration(
                REFUSING.replace(
                    "dbo.Club, key: Id", "dbo.Club, key: Name }\n    ignore: [ Id ] #"))
            .run();

    assertThat(result.isComplete()).isTrue();
    assertThat(batchesOf("club"))
        .extracting(line -> line.get("keys"))
        .containsExactly("(*, (text)]");
    assertThat(logged.list)
        .extracting(event -> event.getFormattedMessage() + event.getKeyValuePairs())
        .noneMatch(text -> text.contains("Club 1") || text.contains("Pupil 1"));
  }

  @Test
  void rowsAndDurationsAreCountedByEntityAndTenant() {
    TestMigration migration = migration(REFUSING);

    migration.run();

    assertThat(rows(migration.meters(), "read")).isEqualTo(25);
    assertThat(rows(migration.meters(), "inserted")).isEqualTo(23);
    assertThat(rows(migration.meters(), "dead.lettered")).isEqualTo(2);
    assertThat(rows(migration.meters(), "filtered")).isZero();
    assertThat(rows(migration.meters(), "updated")).isZero();
    assertThat(rows(migration.meters(), "unchanged")).isZero();
    assertThat(rows(migration.meters(), "deduplicated")).isZero();
    var durations =
        migration
            .meters()
            .get("tributary.batch.duration")
            .tags("entity", "pupil", "tenant", "oak")
            .timer();
    assertThat(durations.count()).isEqualTo(3);
    assertThat(durations.totalTime(TimeUnit.NANOSECONDS)).isPositive();
  }

  @Test
  void progressGoesFromNothingToWhatIsExpected() throws Exception {
    TestMigration migration = migration(SmallDistrict.MANIFEST).parallel(1);
    CompletableFuture<RunResult> run;
    try (SmallDistrict.Hold first = district.hold("pupils")) {
      run = CompletableFuture.supplyAsync(migration::run);
      await().until(() -> first.waiting() == 1 || run.isDone());
      assertThat(progress(migration.meters(), "expected")).isEqualTo(25);
      assertThat(progress(migration.meters(), "done")).isZero();
      try (SmallDistrict.Hold second = first.passOn()) {
        await().until(() -> second.waiting() == 1 || run.isDone());
        assertThat(progress(migration.meters(), "done")).isEqualTo(10);
      }
    }

    run.get(60, TimeUnit.SECONDS);
    assertThat(progress(migration.meters(), "done")).isEqualTo(25);
  }

  @Test
  void aBatchThatIsTriedAgainIsToldAndIsNotCountedTwice() throws Exception {
    TestMigration migration = migration(SmallDistrict.MANIFEST);
    CompletableFuture<RunResult> run;
    try (SmallDistrict.Hold hold = district.hold("pupils")) {
      run = CompletableFuture.supplyAsync(migration::run);
      await().until(() -> hold.waiting() == 1 || run.isDone());
      cutTheConnectionThatWaits();
      await().until(() -> !events("batch-retried").isEmpty() || run.isDone());
    }

    RunResult result = run.get(60, TimeUnit.SECONDS);
    assertThat(result.isComplete()).as("%s", result.partitions()).isTrue();
    assertThat(events("batch-retried"))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("entity", "pupil")
                    .containsEntry("tenant", "oak")
                    .containsEntry("attempt", 1)
                    .hasEntrySatisfying(
                        "sqlState", state -> assertThat(state).isIn("57P01", "08006")));
    assertThat(district.legacyIds("pupils")).hasSize(25).doesNotHaveDuplicates();
    assertThat(rows(migration.meters(), "read")).isEqualTo(25);
    assertThat(batchesOf("pupil")).hasSize(3);
  }

  private void cutTheConnectionThatWaits() throws SQLException {
    try (Connection superuser = district.service.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_locks"
              + " WHERE NOT granted AND relation = 'pupils'::regclass");
    }
  }

  private TestMigration migration(String manifest) {
    return district.migration(manifest, directory);
  }

  private List<Map<String, Object>> batchesOf(String entity) {
    return events("batch-committed").stream()
        .filter(line -> line.get("entity").equals(entity))
        .toList();
  }

  /** The fields of all lines of an event, in the order of the log. */
  private List<Map<String, Object>> events(String event) {
    synchronized (logged) {
      return List.copyOf(logged.list).stream()
          .map(BatchLogTest::fields)
          .filter(fields -> event.equals(fields.get("event")))
          .toList();
    }
  }

  private static Map<String, Object> fields(ILoggingEvent line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (line.getKeyValuePairs() != null) {
      line.getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
    }
    return fields;
  }

  private static double rows(MeterRegistry meters, String outcome) {
    return meters
        .get("tributary.rows." + outcome)
        .tags("entity", "pupil", "tenant", "oak")
        .counter()
        .count();
  }

  private static double progress(MeterRegistry meters, String what) {
    return meters.get("tributary.progress." + what).tag("entity", "pupil").gauge().value();
  }
}
