package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.entity;
import static io.tributary.ledger.LedgerFixture.mapped;
import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Accounting;
import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.batch.RowOutcome;
import io.tributary.fault.MigrationException;
import io.tributary.fault.RefusedException;
import io.tributary.fault.Retries;
import io.tributary.manifest.DeadLetterRules;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchLedgerTest {

  private final ExecutorService workers = Executors.newCachedThreadPool();
  private LedgerFixture fixture;

  @BeforeAll
  void migrate() {
    fixture = LedgerFixture.migrated();
  }

  @AfterAll
  void close() {
    workers.shutdownNow();
    fixture.close();
  }

  @Test
  void aBatchIsKeptWithItsSumsBoundsAndReasons() {
    Claim claim = claim("kept");
    fixture.commit(mapped(students(claim, 1, 1)));
    Batch batch = mapped(students(claim, Optional.of(List.of("1")), 2, 6));
    batch.filter(0, "practice test");
    batch.filter(1, "practice test");
    batch.filter(2, "too old");
    batch.refuse(3, dead(DeadLetter.Stage.MAP));

    Checkpoint checkpoint =
        fixture.commit(
            batch,
            b -> {
              b.refuse(4, dead(DeadLetter.Stage.LOAD));
              b.loaded(5, RowOutcome.INSERTED);
            });

    Accounting expected = new Accounting(6, 1, 0, 0, 0, 3, 2);
    assertThat(checkpoint.accounting()).isEqualTo(expected);
    assertThat(checkpoint.upper()).containsExactly("7");
    assertThat(checkpoint.replayed()).isFalse();
    assertThat(
            fixture.postgres.query(
                """
                SELECT entity_type, tenant_id, range_no, lower_key, upper_key, last_legacy_id,
                       rows_read, rows_inserted, rows_filtered, rows_dead_lettered,
                       filter_reasons, checksum, status, load_mode, fingerprint,
                       started_at <= completed_at AND completed_at <= clock_timestamp()
                FROM migration.batch_state WHERE batch_id = '%s'
                """
                    .formatted(batch.batchId())))
        .containsExactly(
            "kept|"
                + tenant("a").id()
                + "|0|{1}|{7}|7|6|1|3|2|{\"too old\": 1, \"practice test\": 2}|"
                + LedgerFixture.hash(batch, 5)
                + "|committed|DIRECT|f1|t");
    assertThat(fixture.ledger.states(entity("kept"), tenant("a")).get(0))
        .returns(expected.plus(new Accounting(1, 1, 0, 0, 0, 0, 0)), PartitionState::accounting)
        .returns(2L, PartitionState::batches)
        .returns(2L, PartitionState::openDeadLetters)
        .returns(Optional.of(List.of("7")), PartitionState::cursor);
  }

  @Test
  void aRetryOfACommittedBatchMeetsItsCheckpointThoughItsSizeChanged() {
    Claim claim = claim("retry");
    Checkpoint first = fixture.commit(mapped(students(claim, 1, 3)));

    Checkpoint retry =
        fixture.commit(
            mapped(students(claim, 1, 5)),
            batch -> {
              throw new AssertionError("nothing is to be loaded");
            });

    assertThat(retry.replayed()).isTrue();
    assertThat(retry.upper()).containsExactly("3");
    assertThat(retry.batchId()).isEqualTo(first.batchId());
    assertThat(retry.accounting()).isEqualTo(first.accounting());
    assertThat(retry.checksum()).isEqualTo(first.checksum());
    assertThat(mappings(claim)).containsExactly("3");
  }

  @Test
  void aRetryWaitsForTheFirstTrysCommit() throws Exception {
    Claim claim = claim("twice");
    CountDownLatch loaded = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    Future<Checkpoint> first =
        workers.submit(
            () ->
                fixture.inTransaction(
                    () -> {
                      Batch batch = mapped(students(claim, 1, 3));
                      OpenedBatch opened = fixture.ledger.open(batch);
                      LedgerFixture.load(batch);
                      Checkpoint checkpoint = fixture.ledger.close(batch, opened.batchNo());
                      loaded.countDown();
                      mayCommit.await();
                      return checkpoint;
                    }));
    loaded.await();
    Future<Checkpoint> second = workers.submit(() -> fixture.commit(mapped(students(claim, 1, 3))));
    fixture.awaitLockWait();

    mayCommit.countDown();

    assertThat(first.get().replayed()).isFalse();
    assertThat(second.get().replayed()).isTrue();
    assertThat(mappings(claim)).containsExactly("3");
  }

  @Test
  void aBatchThatDoesNotBeginAtTheCursorIsRefused() {
    Claim claim = claim("step");
    fixture.commit(mapped(students(claim, 1, 3)));

    assertThatThrownBy(
            () -> fixture.commit(mapped(students(claim, Optional.of(List.of("5")), 6, 3))))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0508");
    assertThat(mappings(claim)).containsExactly("3");
  }

  @Test
  void aBatchWithARowThatNobodyAccountedForIsNotClosed() {
    Claim claim = claim("open-row");

    assertThatThrownBy(
            () ->
                fixture.commit(
                    mapped(students(claim, 1, 2)), batch -> batch.loaded(0, RowOutcome.INSERTED)))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0509");
    assertThat(fixture.ledger.states(entity("open-row"), tenant("a")).get(0).batches()).isZero();
  }

  @Test
  void theDatabaseTooRefusesAccountingThatDoesNotClose() {
    Claim claim = claim("check");
    fixture.commit(mapped(students(claim, 1, 2)));

    assertThatThrownBy(
            () ->
                fixture.postgres.execute(
                    "UPDATE migration.batch_state SET rows_read = 3 WHERE entity_type = 'check'"))
        .hasMessageContaining("accounting_closes");
  }

  @Test
  void aTransactionThatOpenedABatchCannotCommitWithoutClosingIt() {
    Claim claim = claim("unclosed");

    assertThatThrownBy(
            () -> fixture.inTransaction(() -> fixture.ledger.open(mapped(students(claim, 1, 2)))))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0511");
    assertThat(fixture.ledger.states(entity("unclosed"), tenant("a")).get(0).batches()).isZero();
    assertThat(fixture.commit(mapped(students(claim, 1, 2))).replayed()).isFalse();
  }

  @Test
  void aBatchIsNotOpenedTwiceInATransaction() {
    Claim claim = claim("opened-twice");
    Batch batch = mapped(students(claim, 1, 2));

    assertThatThrownBy(
            () ->
                fixture.inTransaction(
                    () -> {
                      fixture.ledger.open(batch);
                      return fixture.ledger.open(batch);
                    }))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0510");
  }

  @Test
  void aBatchThatWasNotOpenedIsNotClosed() {
    Claim claim = claim("unopened");
    Batch batch = mapped(students(claim, 1, 2));
    LedgerFixture.load(batch);

    assertThatThrownBy(() -> fixture.inTransaction(() -> fixture.ledger.close(batch, 1)))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0510");
    assertThat(mappings(claim)).containsExactly("0");
  }

  @Test
  void aRollbackLeavesNothing() {
    Claim claim = claim("rolled-back");
    Batch batch = mapped(students(claim, 1, 3));
    batch.refuse(2, dead(DeadLetter.Stage.MAP));

    fixture.transaction.executeWithoutResult(
        status -> {
          OpenedBatch opened = fixture.ledger.open(batch);
          LedgerFixture.load(batch);
          fixture.ledger.close(batch, opened.batchNo());
          status.setRollbackOnly();
        });

    assertThat(fixture.ledger.states(entity("rolled-back"), tenant("a")).get(0))
        .returns(0L, PartitionState::batches)
        .returns(0L, PartitionState::openDeadLetters)
        .returns(Optional.empty(), PartitionState::cursor);
    assertThat(mappings(claim)).containsExactly("0");
    assertThat(fixture.commit(batch).accounting().inserted()).isEqualTo(2);
  }

  @Test
  void outsideATransactionNothingIsWritten() {
    Claim claim = claim("bare");
    Batch batch = mapped(students(claim, 1, 3));

    assertThatThrownBy(() -> fixture.ledger.open(batch))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("TRB-0505");
    assertThatThrownBy(() -> fixture.ledger.close(batch, 1))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("TRB-0505");
  }

  @Test
  void aTransactionOnAnotherDatabaseDoesNotCount() {
    try (LedgerFixture other = LedgerFixture.migrated()) {
      Claim claim = claim("elsewhere");
      Batch batch = mapped(students(claim, 1, 3));

      assertThatThrownBy(() -> other.inTransaction(() -> fixture.ledger.open(batch)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("TRB-0505");
    }
  }

  @Test
  void aProxyBeforeThePoolIsSeenThrough() {
    Ledger proxied =
        new Ledger(
            LedgerFixture.service(Optional.empty()),
            new TransactionAwareDataSourceProxy(fixture.postgres.dataSource()),
            LedgerTimes.DEFAULT,
            Retries.NONE,
            DeadLetterRules.DEFAULT);
    Claim claim = claim("proxied");
    Batch batch = mapped(students(claim, 1, 3));

    fixture.inTransaction(
        () -> {
          OpenedBatch opened = proxied.open(batch);
          LedgerFixture.load(batch);
          return proxied.close(batch, opened.batchNo());
        });

    assertThat(mappings(claim)).containsExactly("3");
  }

  private Claim claim(String entity) {
    return fixture.claim(entity(entity), tenant("a"), LoadMode.DIRECT);
  }

  private List<String> mappings(Claim claim) {
    return fixture.postgres.query(
        "SELECT count(*) FROM migration.id_mapping_int WHERE entity_no = " + claim.entityNo());
  }

  private static DeadLetter dead(DeadLetter.Stage stage) {
    return new DeadLetter(stage, Optional.of("email"), Reason.TOO_LONG, "longer than 20");
  }
}
