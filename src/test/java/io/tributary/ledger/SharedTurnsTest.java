package io.tributary.ledger;

import static io.tributary.ledger.LedgerFixture.entity;
import static io.tributary.ledger.LedgerFixture.mapped;
import static io.tributary.ledger.LedgerFixture.students;
import static io.tributary.ledger.LedgerFixture.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.LoadMode;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Scope;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tenants take turns at the rows that they share. */
class SharedTurnsTest {

  @Test
  void aTenantWaitsWithItsSharedRowsUntilAnotherHasCommittedItsOwn() throws Exception {
    ExecutorService tenants = Executors.newFixedThreadPool(2);
    try (LedgerFixture fixture = LedgerFixture.migrated()) {
      Entity grade = entity("grade", "grade", Scope.SHARED);
      Batch oaks = mapped(students(fixture.claim(grade, tenant("oak"), LoadMode.UPSERT), 1, 3));
      Batch elms = mapped(students(fixture.claim(grade, tenant("elm"), LoadMode.UPSERT), 1, 3));
      CountDownLatch opened = new CountDownLatch(1);
      CountDownLatch mayCommit = new CountDownLatch(1);
      Future<Checkpoint> oak =
          tenants.submit(
              () ->
                  fixture.commit(
                      oaks,
                      batch -> {
                        LedgerFixture.load(batch);
                        opened.countDown();
                        await(mayCommit);
                      }));
      opened.await();

      Future<Checkpoint> elm = tenants.submit(() -> fixture.commit(elms));
      fixture.awaitLockWait();
      mayCommit.countDown();

      assertThat(oak.get().accounting().read()).isEqualTo(3);
      assertThat(elm.get().accounting().read()).isEqualTo(3);
    } finally {
      tenants.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
