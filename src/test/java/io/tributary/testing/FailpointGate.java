package io.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fault.Failpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where a process with a failpoint calls when it gets there. */
public final class FailpointGate implements AutoCloseable {

  private final Failpoint point;
  private final int hit;
  private final ServerSocket listening;

  /** Somebody who comes to that point for the {@code hit}th time. */
  public FailpointGate(Failpoint point, int hit) throws IOException {
    this.point = point;
    this.hit = hit;
    this.listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** What {@code TRIBUTARY_FAILPOINT} has to be. */
  public String setting() {
    return "%s@%d@localhost:%d".formatted(point.label(), hit, listening.getLocalPort());
  }

  /**
   * Waits until the process is there.
   *
   * @return the line to it: closing it lets the process go on; empty if it ended before
   */
  public Optional<Socket> await(TributaryProcess process) throws IOException {
    CompletableFuture<Void> closed = process.whenEnded(this::close);
    Socket caller;
    try {
      caller = listening.accept();
    } catch (IOException e) {
      assertThat(process.isAlive()).as("alive, and the gate failed: %s", e.getMessage()).isFalse();
      closed.join();
      return Optional.empty();
    }
    assertThat(
            new BufferedReader(
                    new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII))
                .readLine())
        .isEqualTo(point.label());
    return Optional.of(caller);
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
