package io.tributary.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One at a time, and none after a stop. */
class TurnTest {

  private final Turn turn = new Turn();

  @Test
  void nobodyElseBeginsUntilTheTurnHasEnded() {
    assertThat(turn.isFree()).isTrue();
    assertThat(turn.begin()).isTrue();
    assertThat(turn.isOn()).isTrue();
    assertThat(turn.isFree()).isFalse();
    assertThat(elsewhere()).isFalse();

    turn.end();

    assertThat(turn.isOn()).isFalse();
    assertThat(elsewhere()).isTrue();
  }

  @Test
  void nothingBeginsAfterAStopAndWhatIsOnGoesOn() {
    turn.begin();

    turn.stop();

    assertThat(turn.isStopped()).isTrue();
    assertThat(turn.isOn()).isTrue();
    turn.end();
    assertThat(turn.isFree()).isFalse();
    assertThat(turn.begin()).isFalse();
    assertThat(turn.isOn()).isFalse();
  }

  private boolean elsewhere() {
    return CompletableFuture.supplyAsync(turn::begin).join();
  }
}
