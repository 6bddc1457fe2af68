package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A server that becomes slow is asked for less at once, until it has recovered. */
class BackPressureTest {

  private static final String SERVICE = "service students (result)";
  private static final int PARALLEL = 4;
  private static final long QUICK = 20_000_000;
  private static final long SLOW = 20 * QUICK;

  private final BackPressure pressure = new BackPressure();

  @Test
  void aSteadyServerIsNeverHeldBack() {
    batches(100, QUICK);

    assertThat(pressure.limit()).isEqualTo(BackPressure.NO_LIMIT);
    assertThat(pressure.describe()).isEqualTo("none");
  }

  @Test
  void aServerThatBecomesSlowIsAskedByFewerPartitionsStepByStepAndNeverByNone() {
    batches(10, QUICK);

    batches(4, SLOW);
    assertThat(pressure.limit()).isEqualTo(PARALLEL - 1);
    batches(4, SLOW);
    assertThat(pressure.limit()).isEqualTo(PARALLEL - 2);
    batches(40, SLOW);
    assertThat(pressure.limit()).isEqualTo(1);
    assertThat(pressure.describe()).startsWith(SERVICE);
  }

  @Test
  void oneSlowBatchIsNoSlowServer() {
    batches(10, QUICK);

    batches(1, 5 * QUICK);
    batches(10, QUICK);

    assertThat(pressure.limit()).isEqualTo(BackPressure.NO_LIMIT);
  }

  @Test
  void aServerThatHasRecoveredIsAskedByAllAgain() {
    batches(10, QUICK);
    batches(40, SLOW);

    batches(60, QUICK);

    assertThat(pressure.limit()).isEqualTo(BackPressure.NO_LIMIT);
  }

  @Test
  void onePartitionAloneRestsWhileTheServerIsSlow() {
    batches(10, QUICK);
    assertThat(pressure.wantsRest(PARALLEL)).isFalse();

    batches(20, SLOW);

    assertThat(pressure.wantsRest(PARALLEL)).isTrue();
  }

  @Test
  void oneSlowServerAmongQuickOnesIsEnough() {
    batches(10, QUICK);
    for (int i = 0; i < 10; i++) {
      pressure.add("legacy b (result)", 1_000, QUICK, PARALLEL);
    }

    for (int i = 0; i < 8; i++) {
      pressure.add("legacy b (result)", 1_000, SLOW, PARALLEL);
      pressure.add(SERVICE, 1_000, QUICK, PARALLEL);
    }

    assertThat(pressure.limit()).isLessThan(PARALLEL);
    assertThat(pressure.describe()).startsWith("legacy b (result)").doesNotContain(SERVICE);
  }

  @Test
  void aServerThatIsQuickAllTheSameIsNotHeldBackHoweverMuchQuickerItWas() {
    batches(10, 1_000_000);

    batches(40, 20_000_000);

    assertThat(pressure.limit()).isEqualTo(BackPressure.NO_LIMIT);
    assertThat(pressure.wantsRest(1)).isFalse();
  }

  @Test
  void smallBatchesSayNothingAboutAServer() {
    batches(10, QUICK);

    for (int i = 0; i < 50; i++) {
      pressure.add(SERVICE, 10, SLOW, PARALLEL);
    }

    assertThat(pressure.limit()).isEqualTo(BackPressure.NO_LIMIT);
  }

  private void batches(int count, long nanos) {
    for (int i = 0; i < count; i++) {
      pressure.add(SERVICE, 1_000, nanos, PARALLEL);
    }
  }
}
