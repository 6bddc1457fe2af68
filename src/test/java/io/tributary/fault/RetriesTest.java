package io.tributary.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What can pass is tried again, for a while that can be set, and somebody is told. */
class RetriesTest {

  private static final String GONE = "08001";
  private static final String DEADLOCK = "40P01";

  private final List<String> told = new ArrayList<>();
  private final List<Instant> until = new ArrayList<>();
  private final AtomicInteger tries = new AtomicInteger();

  private final RetryListener listener =
      new RetryListener() {
        @Override
        public void again(String where) {
          told.add("again " + where);
        }

        @Override
        public void unanswered(String where, Instant atMost) {
          told.add("unanswered " + where);
          until.add(atMost);
        }
      };

  @Test
  void aDatabaseThatDoesNotAnswerIsToldOnceAndTriedAgain() {
    Instant before = Instant.now();
    Retries retries = Retries.within(Duration.ofMinutes(1), listener);

    int answer = retries.on("records", () -> succeedingAt(3, GONE));

    assertThat(answer).isEqualTo(3);
    assertThat(told).containsExactly("again records", "unanswered records", "again records");
    assertThat(until.get(0)).isBetween(before.plusSeconds(60), Instant.now().plusSeconds(60));
  }

  @Test
  void onceItHasAnsweredItsNextLossIsToldAnew() {
    Retries retries = Retries.within(Duration.ofMinutes(1), listener);

    retries.on("records", () -> succeedingAt(2, GONE));
    tries.set(0);
    retries.on("records", () -> succeedingAt(2, GONE));

    assertThat(told).filteredOn("unanswered records"::equals).hasSize(2);
  }

  @Test
  void aDeadlockIsTriedAgainAndNoDatabaseCalledSilent() {
    Retries.within(Duration.ofMinutes(1), listener).on("records", () -> succeedingAt(2, DEADLOCK));

    assertThat(told).containsExactly("again records");
  }

  @Test
  void afterItsPatienceNothingIsTriedAgain() {
    Retries retries = Retries.within(Duration.ZERO, listener);

    assertThatThrownBy(() -> retries.on("records", () -> succeedingAt(9, GONE)))
        .isInstanceOf(MigrationException.class);
    assertThat(tries).hasValue(1);
  }

  @Test
  void aDatabaseThatWasGivenUpIsAskedOnceUntilItAnswers() {
    Retries retries = Retries.within(Duration.ofMillis(1), listener);
    assertThatThrownBy(() -> retries.on("records", () -> succeedingAt(9, GONE)))
        .isInstanceOf(MigrationException.class);
    Retries patient = Retries.within(Duration.ofMinutes(1), listener);
    assertThatThrownBy(() -> patient.on("records", () -> succeedingAt(99, GONE)))
        .isInstanceOf(MigrationException.class);

    tries.set(0);
    assertThatThrownBy(() -> patient.on("records", () -> succeedingAt(9, GONE)))
        .isInstanceOf(MigrationException.class);
    assertThat(tries).as("given up").hasValue(1);

    patient.on("records", () -> 1);
    tries.set(0);
    assertThat(patient.on("records", () -> succeedingAt(2, GONE))).isEqualTo(2);
  }

  @Test
  void aLostSessionIsNotTriedAgain() {
    LostSessionException lost = new LostSessionException(problem(), fault(GONE));

    assertThat(PassingFaults.caused(new IllegalStateException(lost))).isFalse();
    assertThat(PassingFaults.caused(new IllegalStateException(fault(GONE)))).isTrue();
  }

  @Test
  void aPoolThatCannotOpenIsToldAtOnce() {
    Retries retries = Retries.within(Duration.ofMinutes(1), listener);

    retries.unopened("records");
    retries.unopened("records");

    assertThat(told).containsExactly("unanswered records");
  }

  private int succeedingAt(int attempt, String sqlState) {
    if (tries.incrementAndGet() < attempt) {
      throw new MigrationException(problem(), fault(sqlState));
    }
    return tries.get();
  }

  private static SQLException fault(String sqlState) {
    return new SQLException("as thrown by a driver", sqlState);
  }

  private static Problem problem() {
    return new Problem(FaultCode.FAILPOINT_UNHEARD, "records", "is gone", "wait");
  }
}
