package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.OTHER_RUN;
import static io.tributary.ledger.LedgerFixture.entity;
import static io.tributary.ledger.LedgerFixture.mapped;
import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.Entity;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FenceTest {

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
  void aStaleWorkerIsRefusedAfterTheTakeover() {
    Entity entity = entity("stale");
    Claim stale = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    fixture.claim(OTHER_RUN, entity, tenant("a"), "f1", LoadMode.DIRECT);

    assertThatThrownBy(() -> fixture.commit(mapped(students(stale, 1, 2))))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0506")
        .hasMessageContaining("taken over by run " + OTHER_RUN);
  }

  @Test
  void aStaleWorkerWaitsForATakeoverThatIsCommittingAndIsRefused() throws Exception {
    Claim stale = fixture.claim(entity("racing"), tenant("a"), LoadMode.DIRECT);
    Batch batch = mapped(students(stale, 1, 2));
    try (Connection takeover = fixture.postgres.dataSource().getConnection();
        Statement statement = takeover.createStatement()) {
      takeover.setAutoCommit(false);
      statement.execute(
          "UPDATE migration.partition SET epoch = epoch + 1, run_id = '"
              + OTHER_RUN
              + "' WHERE partition_no = "
              + stale.partitionNo());
      Future<Checkpoint> staleCommit = workers.submit(() -> fixture.commit(batch));
      fixture.awaitLockWait();

      takeover.commit();

      assertThatThrownBy(staleCommit::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("taken over by run " + OTHER_RUN);
    }
  }

  @Test
  void aTakeoverWaitsForTheBatchInHandAndGoesOnAfterIt() throws Exception {
    Entity entity = entity("in-hand");
    Claim holder = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    CountDownLatch opened = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    Future<Checkpoint> batchInHand =
        workers.submit(
            () ->
                fixture.commit(
                    mapped(students(holder, 1, 2)),
                    batch -> {
                      LedgerFixture.load(batch);
                      opened.countDown();
                      await(mayCommit);
                    }));
    opened.await();
    Future<Claim> takeover =
        workers.submit(() -> fixture.claim(OTHER_RUN, entity, tenant("a"), "f1", LoadMode.DIRECT));
    fixture.awaitLockWait();

    mayCommit.countDown();

    assertThat(batchInHand.get().upper()).containsExactly("2");
    assertThat(takeover.get().cursor()).contains(List.of("2"));
  }

  @Test
  void onlyTheHolderCompletesAPartition() {
    Entity entity = entity("complete");
    Claim stale = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    Claim holder = fixture.claim(OTHER_RUN, entity, tenant("a"), "f1", LoadMode.DIRECT);

    assertThatThrownBy(() -> fixture.ledger.complete(stale))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0506");
    assertThat(status(entity)).isEqualTo(PartitionStatus.OPEN);

    fixture.ledger.complete(holder);

    assertThat(status(entity)).isEqualTo(PartitionStatus.COMPLETE);
  }

  @Test
  void aFailureNeverOverwritesWhatAnotherHolderDid() {
    Entity entity = entity("failed");
    Claim stale = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);
    Claim holder = fixture.claim(OTHER_RUN, entity, tenant("a"), "f1", LoadMode.DIRECT);
    fixture.ledger.complete(holder);

    fixture.ledger.fail(stale, "too late");

    assertThat(status(entity)).isEqualTo(PartitionStatus.COMPLETE);
    assertThat(fixture.ledger.states(entity, tenant("a")).get(0).message()).isEmpty();
  }

  @Test
  void aFailureIsKeptUntilTheNextClaim() {
    Entity entity = entity("mended");
    Claim claim = fixture.claim(entity, tenant("a"), LoadMode.DIRECT);

    fixture.ledger.fail(claim, "the disk is full\0");

    assertThat(status(entity)).isEqualTo(PartitionStatus.FAILED);
    assertThat(fixture.ledger.states(entity, tenant("a")).get(0).message())
        .contains("the disk is full\uE0000000");
    fixture.claim(OTHER_RUN, entity, tenant("a"), "f1", LoadMode.DIRECT);
    assertThat(status(entity)).isEqualTo(PartitionStatus.OPEN);
  }

  private PartitionStatus status(Entity entity) {
    return fixture.ledger.states(entity, tenant("a")).get(0).status();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
