package io.tributary.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.testing.TributaryProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a test can stop a process, and that nobody else can notice. */
@Timeout(60)
class FailpointTest {

  private ServerSocket listening;

  @BeforeEach
  void listen() throws Exception {
    listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    listening.close();
  }

  @ParameterizedTest
  @EnumSource
  void aPointThatIsOffIsPassedAtOnce(Failpoint point) {
    assertThat(point.isArmed()).isFalse();
    assertThatCode(point::hit).doesNotThrowAnyException();
    assertThatCode(Failpoint::announce).doesNotThrowAnyException();
  }

  @Test
  void theHitThatWasNamedSaysWhereItIsAndWaitsForAByte() throws Exception {
    ArmedFailpoint armed = armed("inside-copy@2");
    armed.hit(Failpoint.INSIDE_COPY);
    armed.hit(Failpoint.BEFORE_COPY);

    CompletableFuture<Void> hit =
        CompletableFuture.runAsync(() -> armed.hit(Failpoint.INSIDE_COPY));
    try (Socket caller = listening.accept()) {
      assertThat(line(caller)).isEqualTo("inside-copy");
      assertThat(hit).isNotDone();
      caller.getOutputStream().write(1);

      hit.get(30, TimeUnit.SECONDS);
    }
    armed.hit(Failpoint.INSIDE_COPY);
  }

  @Test
  void itGoesOnWhenTheListenerHangsUp() throws Exception {
    ArmedFailpoint armed = armed("after-commit@1");

    CompletableFuture<Void> hit =
        CompletableFuture.runAsync(() -> armed.hit(Failpoint.AFTER_COMMIT));
    try (Socket caller = listening.accept()) {
      assertThat(line(caller)).isEqualTo("after-commit");
    }

    hit.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aHitThatNobodyListensToIsAnErrorThatSaysSo() throws Exception {
    ArmedFailpoint armed = armed("before-commit@1");
    listening.close();

    assertThatThrownBy(() -> armed.hit(Failpoint.BEFORE_COMMIT))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0002")
        .hasMessageContaining("before-commit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "before-copy",
        "before-copy@0@localhost:1",
        "before-copy@x@localhost:1",
        "nowhere@1@localhost:1",
        "BEFORE_COPY@1@localhost:1",
        "before-copy@1@localhost",
        "before-copy@1@localhost:65536",
        "before-copy@1@localhost:1 "
      })
  void anythingElseIsNotUnderstood(String setting) {
    assertThat(ArmedFailpoint.parse(setting)).isEmpty();
  }

  @Test
  void theCommandLineRefusesWhatItDoesNotUnderstandAndNamesThePoints(@TempDir Path directory)
      throws Exception {
    TributaryProcess process =
        TributaryProcess.start(
            directory, Map.of("TRIBUTARY_FAILPOINT", "before-cpy@1@localhost:1"), "run", "x.yaml");

    assertThat(process.exitStatus()).isEqualTo(2);
    assertThat(process.err())
        .contains("TRB-0001", "before-cpy@1", "before-copy", "in-replay")
        .doesNotContain("\tat ");
  }

  @Test
  void theLogWarnsOfAPointThatIsOn(@TempDir Path directory) throws Exception {
    TributaryProcess process =
        TributaryProcess.start(
            directory, Map.of("TRIBUTARY_FAILPOINT", "in-replay@4@localhost:1"), "run", "x.yaml");

    assertThat(process.exitStatus()).isEqualTo(2);
    assertThat(process.log()).contains("failpoint-armed", "in-replay", "\"WARN\"");
  }

  private ArmedFailpoint armed(String pointAndHit) {
    return ArmedFailpoint.parse(pointAndHit + "@localhost:" + listening.getLocalPort())
        .orElseThrow();
  }

  private static String line(Socket caller) throws Exception {
    return new BufferedReader(
            new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }
}
