package io.tributary.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.utils.Signals;

/**
 * SIGINT and SIGTERM while a run is on: the first asks the run to stop at its batches' edges, the
 * second ends the process at once.
 *
 * <p>The JVM's shutdown hooks would run too late for this: they run beside each other, so pools and
 * databases would close under the batches in hand.
 */
final class StopSignals implements AutoCloseable {

  private final AtomicReference<ExitCode> received = new AtomicReference<>();
  private final Object formerInterrupt;
  private final Object formerTerminate;

  StopSignals(Runnable stop, PrintWriter err) {
    this.formerInterrupt = Signals.register("INT", () -> handle(ExitCode.INTERRUPTED, stop, err));
    this.formerTerminate = Signals.register("TERM", () -> handle(ExitCode.TERMINATED, stop, err));
  }

  private void handle(ExitCode code, Runnable stop, PrintWriter err) {
    if (received.compareAndSet(null, code)) {
      err.println("Finishing the batches in hand. Once more ends the process at once.");
      err.flush();
      stop.run();
    } else {
      Runtime.getRuntime().halt(code.status);
    }
  }

  /** The exit status of the first signal, if there was one. */
  Optional<ExitCode> received() {
    return Optional.ofNullable(received.get());
  }

  @Override
  public void close() {
    Signals.unregister("INT", formerInterrupt);
    Signals.unregister("TERM", formerTerminate);
  }
}
