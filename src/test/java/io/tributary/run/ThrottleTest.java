package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A batch pays for its rows by waiting, and what an operator changes takes effect at once. */
class ThrottleTest {

  private static final long FOR_EVER = Long.MAX_VALUE / 4_000_000_000L;

  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final AtomicBoolean leave = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void end() {
    worker.shutdownNow();
  }

  @Test
  void withoutABoundNobodyWaits() throws Exception {
    new Throttle(0).pay(FOR_EVER, () -> false);
  }

  @Test
  void rowsAreDueByTheRateWhoeverBringsThem() {
    AtomicLong now = new AtomicLong();
    Throttle throttle = new Throttle(10_000, now::get);

    assertThat(throttle.charge(1_000)).isEqualTo(millis(100));
    assertThat(throttle.charge(500)).isEqualTo(millis(150));
    now.set(millis(120));
    assertThat(throttle.charge(1_000)).isEqualTo(millis(250));
  }

  @Test
  void timeThatNobodyUsedIsNotSaved() {
    AtomicLong now = new AtomicLong();
    Throttle throttle = new Throttle(10_000, now::get);

    now.set(millis(5_000));

    assertThat(throttle.charge(1_000)).isEqualTo(millis(5_100));
  }

  @Test
  void whoWaitsGoesOnWhenTheBoundIsLifted() throws Exception {
    Throttle throttle = new Throttle(1);
    Future<?> payment = pay(throttle);

    throttle.setRowsPerSecond(0);

    payment.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whoWaitsLeavesWhenTheRunIsStopped() throws Exception {
    Throttle throttle = new Throttle(1);
    Future<?> payment = pay(throttle);

    leave.set(true);
    throttle.wake();

    payment.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aNegativeRateIsRefused() {
    assertThatThrownBy(() -> new Throttle(5).setRowsPerSecond(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private Future<?> pay(Throttle throttle) {
    Future<?> payment =
        worker.submit(
            () -> {
              throttle.pay(
                  FOR_EVER,
                  () -> {
                    asked.incrementAndGet();
                    return leave.get();
                  });
              return null;
            });
    await().until(() -> asked.get() > 0);
    return payment;
  }
}
