package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.entity;
import static io.tributary.ledger.LedgerFixture.mapped;
import static io.tributary.ledger.LedgerFixture.parts;
import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.fault.MigrationException;
import io.tributary.fault.RefusedException;
import io.tributary.fault.Retries;
import io.tributary.manifest.DeadLetterRules;
import io.tributary.manifest.Entity;
import io.tributary.testing.RivalRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who holds a partition keeps it as long as they live, and not longer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HolderTest {

  private LedgerFixture fixture;

  @BeforeAll
  void migrate() {
    fixture = LedgerFixture.migrated();
  }

  @AfterAll
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource
  void aPartitionThatALivingRunHoldsIsNotGrantedAndTheAnswerSaysWhoHasIt(
      ClaimRequest.Purpose purpose) throws Exception {
    Entity entity = entity("held-" + purpose);
    fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    try (RivalRun rival = RivalRun.in(fixture.postgres)) {
      rival.holds(entity.name(), "a");

      ClaimAnswer answer = claim(entity, purpose, Optional.empty());

      assertThat(answer).isEqualTo(new ClaimAnswer.Held(rival.runId(), "rival", 4711));
      assertThat(((ClaimAnswer.Held) answer).holder())
          .isEqualTo("run " + rival.runId() + " (process 4711 on rival)");
    }
  }

  @Test
  void aRunWhoseProcessIsGoneHasAbandonedItsPartitions() throws Exception {
    Entity entity = entity("gone");
    fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    RivalRun rival = RivalRun.in(fixture.postgres);
    rival.holds(entity.name(), "a");

    rival.close();

    assertThat(claim(entity)).isInstanceOf(ClaimAnswer.Granted.class);
  }

  @Test
  void aRunWhoseHeartHasStoppedHasAbandonedItsPartitions() throws Exception {
    Entity entity = entity("frozen");
    fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    try (RivalRun rival = RivalRun.in(fixture.postgres)) {
      rival.holds(entity.name(), "a");

      rival.freeze(25);
      assertThat(claim(entity)).isInstanceOf(ClaimAnswer.Held.class);
      rival.freeze(35);
      assertThat(claim(entity)).isInstanceOf(ClaimAnswer.Granted.class);
    }
  }

  @Test
  void aRunThatLetsGoOfAPartitionLeavesItToOthers() throws Exception {
    try (RivalRun rival = RivalRun.in(fixture.postgres)) {
      Entity failed = entity("let-go-failed");
      fixture.ledger.fail(claimFor(rival, failed), "no");
      Entity left = entity("let-go-left");
      fixture.ledger.release(claimFor(rival, left));

      assertThat(claim(failed)).isInstanceOf(ClaimAnswer.Granted.class);
      assertThat(claim(left)).isInstanceOf(ClaimAnswer.Granted.class);
    }
  }

  @Test
  void aPartitionThatAnotherRunHasCompletedIsNotLoadedAgain() {
    Entity entity = entity("completed");
    fixture.ledger.complete(fixture.claim(entity, tenant("a"), LoadMode.DIRECT));

    assertThat(claim(entity)).isInstanceOf(ClaimAnswer.Complete.class);
  }

  /** It has locked the partition's row, or written it at the end of a batch. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT FROM migration.partition WHERE partition_no = %d FOR UPDATE",
        "UPDATE migration.partition SET updated_at = clock_timestamp() WHERE partition_no = %d"
      })
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theOpenTransactionOfADeadRunIsEndedAndItsWorkerRefusedAtItsNextStatement(String held)
      throws Exception {
    Entity entity = entity("zombie" + held.length());
    Claim zombie = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    try (Connection frozen = fixture.postgres.dataSource().getConnection();
        Statement statement = frozen.createStatement()) {
      frozen.setAutoCommit(false);
      Holders.nameSession(frozen, zombie.runId());
      statement.execute(held.formatted(zombie.partitionNo()));

      ClaimAnswer answer = claim(entity);

      assertThat(answer).isInstanceOf(ClaimAnswer.Granted.class);
      assertThatThrownBy(() -> statement.execute("SELECT 1")).hasMessageContaining("terminating");
    }
    assertThatThrownBy(() -> fixture.commit(mapped(students(zombie, 1, 2))))
        .isInstanceOf(TakenOverException.class);
  }

  /** What has locked the row by then is a savepoint that is gone, beside the transaction. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theTransactionOfADeadRunThatHasOnlyToCommitIsEnded() throws Exception {
    Entity entity = entity("frozen-before-commit");
    try (RivalRun rival = RivalRun.in(fixture.postgres)) {
      Claim zombie = claimFor(rival, entity);
      CountDownLatch written = new CountDownLatch(1);
      CountDownLatch wake = new CountDownLatch(1);
      CompletableFuture<Checkpoint> frozen =
          CompletableFuture.supplyAsync(
              () ->
                  fixture.inTransaction(
                      () -> {
                        Checkpoint checkpoint = loaded(mapped(students(zombie, 1, 2)));
                        written.countDown();
                        wake.await();
                        return checkpoint;
                      }));
      written.await();
      rival.freeze(35);

      ClaimAnswer answer = claim(entity);
      wake.countDown();

      assertThat(answer).isInstanceOf(ClaimAnswer.Granted.class);
      assertThat(frozen).failsWithin(Duration.ofMinutes(1));
    }
  }

  private Checkpoint loaded(Batch batch) {
    OpenedBatch opened = fixture.ledger.open(batch);
    LedgerFixture.load(batch);
    return fixture.ledger.close(batch, opened.batchNo());
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void sessionsOfRunsThatLiveAndOfTheOneThatAsksAreNotEnded() throws Exception {
    Entity entity = entity("beside-the-living");
    Claim zombie = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    try (RivalRun rival = RivalRun.in(fixture.postgres);
        Connection frozen = working(zombie.runId());
        Connection living = working(rival.runId());
        Connection own = working(LedgerFixture.OTHER_RUN)) {
      execute(
          frozen,
          "SELECT FROM migration.partition WHERE partition_no = %d FOR UPDATE"
              .formatted(zombie.partitionNo()));

      claim(entity);

      assertThatThrownBy(() -> execute(frozen, "SELECT 1")).hasMessageContaining("terminating");
      assertThatCode(() -> execute(living, "SELECT 1")).doesNotThrowAnyException();
      assertThatCode(() -> execute(own, "SELECT 1")).doesNotThrowAnyException();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A session in a transaction of that run. */
  private Connection working(UUID run) throws SQLException {
    Connection connection = fixture.postgres.dataSource().getConnection();
    connection.setAutoCommit(false);
    Holders.nameSession(connection, run);
    return connection;
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aSessionThatIsNoRunsIsLeftAloneAndTheRefusalSaysWhereToLook() throws Exception {
    Entity entity = entity("looked-at");
    Claim before = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    try (Connection operator = fixture.postgres.dataSource().getConnection()) {
      operator.setAutoCommit(false);
      execute(
          operator,
          "SELECT FROM migration.partition WHERE partition_no = %d FOR UPDATE"
              .formatted(before.partitionNo()));

      assertThatThrownBy(() -> claim(entity))
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("TRB-0513")
          .hasMessageContaining("pg_stat_activity");
      assertThatCode(() -> execute(operator, "SELECT 1")).doesNotThrowAnyException();
    }
  }

  @Test
  void aProcessThatFreezesWhileItClaimsKeepsNobodyWaitingLongerThanItsLease() throws Exception {
    Entity entity = entity("frozen-claim");

    FreezingSource.freeze(
        fixture.postgres.dataSource(),
        Duration.ofSeconds(1),
        1,
        ledger -> ledger.claim(request(entity), () -> LoadMode.DIRECT));

    assertThat(claim(entity)).isInstanceOf(ClaimAnswer.Granted.class);
  }

  /** No row that it has locked says yet that it is its. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDeadRunThatFrozeWhileItClaimedAnotherRangeIsEnded() throws Exception {
    Entity entity = entity("frozen-range");
    try (RivalRun rival = RivalRun.in(fixture.postgres)) {
      int second = fixture.ledger.cut(claimFor(rival, entity), List.of("5"));
      ClaimRequest request = request(rival.runId(), entity, second);

      freezeForLong(rival, 3, ledger -> ledger.claim(request, () -> LoadMode.DIRECT));

      assertThat(claim(entity)).isInstanceOf(ClaimAnswer.Granted.class);
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDeadRunThatFrozeWhileItMarkedItsPartitionIsEnded() throws Exception {
    Entity entity = entity("frozen-mark");
    try (RivalRun rival = RivalRun.in(fixture.postgres)) {
      Claim claim = claimFor(rival, entity);

      freezeForLong(rival, 1, ledger -> ledger.fail(claim, "no"));

      assertThat(claim(entity)).isInstanceOf(ClaimAnswer.Granted.class);
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDeadRunThatFrozeWhileItLetGoOfItsPartitionIsEnded() throws Exception {
    Entity entity = entity("frozen-release");
    try (RivalRun rival = RivalRun.in(fixture.postgres)) {
      Claim claim = claimFor(rival, entity);

      freezeForLong(rival, 1, ledger -> ledger.release(claim));

      assertThat(claim(entity)).isInstanceOf(ClaimAnswer.Granted.class);
    }
  }

  /** The server would wait for it much longer than others do. */
  private void freezeForLong(RivalRun rival, int commit, Consumer<Ledger> work)
      throws InterruptedException {
    FreezingSource.freeze(fixture.postgres.dataSource(), Duration.ofMinutes(15), commit, work);
    rival.freeze(35);
  }

  @Test
  void aRunThatShowsItsPresenceLivesUntilItIsClosed() throws Exception {
    Entity entity = entity("present");
    UUID run = UUID.randomUUID();
    fixture.ledger.startRun(new RunInfo(run, "m", "v", "here", 1, ""));
    fixture.claim(run, entity, tenant("a"), "f1", LoadMode.DIRECT);

    try (Presence presence =
        fixture.ledger.presence(run, () -> fixture.postgres.dataSource().getConnection())) {
      assertThat(presence).isNotNull();
      assertThat(claim(entity)).isInstanceOf(ClaimAnswer.Held.class);
      String first = heartbeat(run);
      Awaitility.await().until(() -> !heartbeat(run).equals(first));
    }
  }

  @Test
  void aBatchThatLastsTooLongIsEndedByTheServer() {
    LedgerTimes hasty = new LedgerTimes(Duration.ofSeconds(30), Duration.ofMillis(300));
    Ledger ledger =
        new Ledger(
            LedgerFixture.service(Optional.empty()),
            fixture.postgres.dataSource(),
            hasty,
            Retries.NONE,
            DeadLetterRules.DEFAULT);
    Batch batch =
        mapped(students(fixture.claim(entity("slow"), tenant("a"), LoadMode.DIRECT), 1, 1));

    AtomicReference<Throwable> end = new AtomicReference<>();
    assertThatThrownBy(
            () ->
                fixture.inTransaction(
                    () -> {
                      ledger.open(batch);
                      end.set(catchThrowable(() -> fixture.sleepInTransaction(30)));
                      return ledger.close(batch, 0);
                    }))
        .isInstanceOf(RuntimeException.class);
    assertThat(end.get()).hasStackTraceContaining("transaction timeout");
  }

  @Test
  void acceptedChangesAreKeptWithTheirReason() {
    Entity entity = entity("accepted");
    Claim before = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    fixture.commit(mapped(students(before, 1, 1)));

    assertThatThrownBy(() -> claim(entity, "f2", Optional.empty()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--accept-changes");
    claim(entity, "f2", Optional.of("only a comment"));

    assertThat(
            fixture.postgres.query(
                "SELECT changes, why FROM migration.override WHERE partition_no = "
                    + before.partitionNo()))
        .isEqualTo(List.of("mapping (was f1, is f2)|only a comment"));
  }

  private Claim claimFor(RivalRun rival, Entity entity) {
    return fixture.claim(rival.runId(), entity, tenant("a"), "f1", LoadMode.DIRECT);
  }

  private ClaimAnswer claim(Entity entity) {
    return claim(entity, "f1", Optional.empty());
  }

  private ClaimAnswer claim(Entity entity, String fingerprint, Optional<String> accepted) {
    return claim(entity, fingerprint, ClaimRequest.Purpose.LOAD, accepted);
  }

  private ClaimAnswer claim(
      Entity entity, ClaimRequest.Purpose purpose, Optional<String> accepted) {
    return claim(entity, "f1", purpose, accepted);
  }

  private ClaimAnswer claim(
      Entity entity, String fingerprint, ClaimRequest.Purpose purpose, Optional<String> accepted) {
    return fixture.ledger.claim(
        request(LedgerFixture.OTHER_RUN, entity, 0, fingerprint, purpose, accepted),
        () -> LoadMode.DIRECT);
  }

  private static ClaimRequest request(UUID run, Entity entity, int range) {
    return request(run, entity, range, "f1", ClaimRequest.Purpose.LOAD, Optional.empty());
  }

  private static ClaimRequest request(Entity entity) {
    return request(LedgerFixture.OTHER_RUN, entity, 0);
  }

  private static ClaimRequest request(
      UUID run,
      Entity entity,
      int range,
      String fingerprint,
      ClaimRequest.Purpose purpose,
      Optional<String> accepted) {
    return new ClaimRequest(
        run,
        entity,
        tenant("a"),
        range,
        fingerprint,
        parts("mapping", fingerprint),
        purpose,
        accepted);
  }

  private String heartbeat(UUID run) {
    return fixture
        .postgres
        .query("SELECT heartbeat_at FROM migration.run WHERE run_id = '" + run + "'")
        .get(0);
  }
}
