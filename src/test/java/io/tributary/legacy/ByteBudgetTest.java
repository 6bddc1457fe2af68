package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All workers together take no more memory for batches than the budget has. */
class ByteBudgetTest {

  private final ByteBudget budget = new ByteBudget(100);
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private final AtomicReference<Thread> otherThread = new AtomicReference<>();

  @AfterEach
  void end() {
    other.shutdownNow();
  }

  @Test
  void aBatchCountsAsReadAndAsEncodedUntilItIsThrough() {
    try (ByteBudget.Share share = budget.reserve(20)) {
      assertThat(budget.inFlight()).isEqualTo(40);
      share.correct(5);
      assertThat(budget.inFlight()).isEqualTo(10);
    }

    assertThat(budget.inFlight()).isZero();
  }

  @Test
  void whoFindsNoRoomWaitsUntilAnotherBatchIsThrough() throws Exception {
    ByteBudget.Share first = budget.reserve(30);
    Future<?> second = reserveElsewhere(30);
    await().until(() -> otherThread.get().getState() == Thread.State.WAITING);
    assertThat(budget.inFlight()).isEqualTo(60);

    first.close();

    second.get(10, TimeUnit.SECONDS);
    assertThat(budget.inFlight()).isEqualTo(60);
  }

  @Test
  void aBatchThatTurnsOutSmallMakesRoomAtOnce() throws Exception {
    try (ByteBudget.Share first = budget.reserve(30)) {
      Future<?> second = reserveElsewhere(30);
      await().until(() -> otherThread.get().getState() == Thread.State.WAITING);

      first.correct(1);

      second.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aBatchLargerThanTheWholeBudgetGoesThroughAlone() {
    try (ByteBudget.Share share = budget.reserve(1_000)) {
      assertThat(budget.inFlight()).isEqualTo(2_000);
      share.correct(2_000);
    }
    assertThat(budget.inFlight()).isZero();
  }

  private Future<?> reserveElsewhere(long bytes) {
    Future<?> reserved =
        other.submit(
            () -> {
              otherThread.set(Thread.currentThread());
              return budget.reserve(bytes);
            });
    await().until(() -> otherThread.get() != null);
    return reserved;
  }
}
