package io.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line as a process of its own, as an operator or a scheduler starts it. */
public final class TributaryProcess {

  private static final String MAIN = "io.tributary.cli.Tributary";

  /** The bit of SIGINT, the second signal. */
  private static final long INTERRUPT = 1 << 1;

  /** Who runs the tests in the background may have made all processes deaf to Ctrl-C. */
  private static final List<String> SIGNALS =
      isInterruptIgnored() ? List.of("env", "--default-signal=INT") : List.of();

  private final Path directory;
  private final Process process;

  private TributaryProcess(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param directory where it works, and where its output and logs go
   * @param environment what it finds besides what this process has
   */
  public static TributaryProcess start(
      Path directory, Map<String, String> environment, String... command) throws IOException {
    List<String> line = new ArrayList<>(SIGNALS);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    line.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("out.txt").toFile())
            .redirectError(directory.resolve("err.txt").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("TRIBUTARY_LOG_DIR", directory.resolve("logs").toString());
    return new TributaryProcess(directory, builder.start());
  }

  private static boolean isInterruptIgnored() {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false; // Not Linux.
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
          .anyMatch(signals -> (signals & INTERRUPT) != 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end, a minute at most. */
  public int exitStatus() throws InterruptedException {
    return exitStatus(Duration.ofMinutes(1));
  }

  /** Waits for its end, that long at most. */
  public int exitStatus(Duration patience) throws InterruptedException {
    assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
        .as("ended\n%s\n%s", out(), err())
        .isTrue();
    return process.exitValue();
  }

  /** Kills it as a power cut would, and waits until it is gone. */
  public void kill() throws IOException, InterruptedException {
    signal("KILL");
    process.waitFor();
  }

  /** Runs something as soon as it has ended, however that came about; done when that is done. */
  public CompletableFuture<Void> whenEnded(Runnable action) {
    return process.onExit().thenRun(action);
  }

  /** Sends a signal, by its name as {@code kill} knows it. */
  public void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** Waits until it has written this to standard error. */
  public void awaitError(String text) {
    await().until(() -> err().contains(text) || !process.isAlive());
    assertThat(err()).contains(text);
  }

  /** What the list of processes shows of it. */
  public String commandLine() throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has written to standard output. */
  public String out() {
    return read(directory.resolve("out.txt"));
  }

  /** What it has written to standard error. */
  public String err() {
    return read(directory.resolve("err.txt"));
  }

  /** What it has written to its log. */
  public String log() {
    return read(directory.resolve("logs/tributary.log"));
  }

  /** All that it has written anywhere. */
  public String everything() throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(txt|log)"))
          .map(TributaryProcess::read)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, if it has not ended. */
  public void end() {
    process.destroyForcibly().onExit().join();
  }
}
