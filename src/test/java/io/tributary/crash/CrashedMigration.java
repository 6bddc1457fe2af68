package io.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fault.Failpoint;
import io.tributary.ledger.LedgerTimes;
import io.tributary.run.RunResult;
import io.tributary.run.RunSettings;
import io.tributary.testing.FailpointGate;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TributaryProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One migration of the {@link CrashDistricts} by the real command line, in as many processes as it
 * takes. Batch size and parallelism may change between two of them.
 */
final class CrashedMigration implements AutoCloseable {

  /** All partitions are complete, and the dead letters that there are wait. */
  static final int DONE = 4;

  private static final String[] ROLLBACK = {
    "rollback", "--service", "records", "--why", "to begin anew"
  };
  private static final int FAILED = 1;
  private static final int MOST_RUNS = 8;

  private final Path directory;
  private final CrashTarget target;
  private final Path routes;
  private final Map<String, String> environment;
  private final List<TributaryProcess> started = new ArrayList<>();
  private int servicePort;
  private int batchRows = 10;
  private int parallel = 1;
  private long rangeRows = RunSettings.RANGE_ROWS;
  private LedgerTimes times = LedgerTimes.DEFAULT;

  /** A migration into that database; what processes write goes to the directory. */
  CrashedMigration(Path directory, CrashTarget target) {
    this.directory = directory;
    this.target = target;
    this.routes = CrashDistricts.routes(directory);
    this.environment = new HashMap<>(CrashDistricts.get().environment());
    this.servicePort = target.port();
  }

  /** Processes reach the service by that port, a proxy's. */
  CrashedMigration by(int proxyPort) {
    servicePort = proxyPort;
    return this;
  }

  /** The next processes have batches of that many rows. */
  CrashedMigration batchRows(int rows) {
    batchRows = rows;
    return this;
  }

  /** The next processes run that many partitions at once. */
  CrashedMigration parallel(int partitions) {
    parallel = partitions;
    return this;
  }

  /** The next processes cut off key ranges of so many rows for workers with nothing to do. */
  CrashedMigration rangeRows(long rows) {
    rangeRows = rows;
    return this;
  }

  /** What finishes it here takes over from a process that shows no sign of life for so long. */
  CrashedMigration takeoverAfter(Duration silence) {
    times = new LedgerTimes(silence, LedgerTimes.DEFAULT.batchTimeout());
    return this;
  }

  /** Starts a process that nothing disturbs. */
  TributaryProcess start() throws IOException {
    return start(Map.of(), "run");
  }

  /** Starts a process that takes over from one that shows no sign of life for so many seconds. */
  TributaryProcess startTakingOverAfter(int seconds) throws IOException {
    return start(Map.of(), "run", "--takeover-after", Integer.toString(seconds));
  }

  /** What {@code status} prints. */
  String status() throws IOException, InterruptedException {
    TributaryProcess process = start(Map.of(), "status");
    assertThat(process.exitStatus()).as(process.out() + process.err()).isZero();
    return process.out();
  }

  /** Takes back all that is there, in a process that nothing disturbs. */
  void rollBack() throws IOException, InterruptedException {
    TributaryProcess process = start(Map.of(), ROLLBACK);
    assertThat(process.exitStatus()).as(process.out() + process.err()).isZero();
  }

  /** As {@link #rollBack}, in a process that is killed inside of that batch. */
  void killRollback(int batch) throws Exception {
    assertThat(killIfReached(Failpoint.IN_ROLLBACK, batch, ROLLBACK)).isTrue();
  }

  /** Runs a process until it waits at that point, and kills it there. */
  void killAt(Failpoint point, int hit) throws Exception {
    assertThat(killIfReached(point, hit)).as("%s was hit %d times", point, hit).isTrue();
  }

  /** As {@link #killAt}; false if the process came to its end before. */
  boolean killIfReached(Failpoint point, int hit) throws Exception {
    return killIfReached(point, hit, "run");
  }

  private boolean killIfReached(Failpoint point, int hit, String... command) throws Exception {
    try (FailpointGate gate = new FailpointGate(point, hit)) {
      TributaryProcess process = start(Map.of("TRIBUTARY_FAILPOINT", gate.setting()), command);
      Optional<Socket> line = gate.await(process);
      if (line.isEmpty()) {
        assertThat(process.exitStatus()).as(process.err()).isIn(DONE, FAILED);
        return false;
      }
      process.kill();
      line.get().close();
      return true;
    }
  }

  /** Runs a process until it waits at that point, and freezes it there. */
  FrozenProcess freezeAt(Failpoint point, int hit) throws Exception {
    return freezeIfReached(point, hit)
        .orElseThrow(() -> new AssertionError(point + " was not hit " + hit + " times"));
  }

  /** As {@link #freezeAt}; empty if the process came to its end before. */
  Optional<FrozenProcess> freezeIfReached(Failpoint point, int hit) throws Exception {
    try (FailpointGate gate = new FailpointGate(point, hit)) {
      TributaryProcess process = start(Map.of("TRIBUTARY_FAILPOINT", gate.setting()), "run");
      Optional<Socket> line = gate.await(process);
      if (line.isEmpty()) {
        // What an earlier round left armed may cut the connection before anything is tried again.
        assertThat(process.exitStatus()).as(process.err()).isIn(DONE, FAILED);
        return Optional.empty();
      }
      process.signal("STOP");
      // Nobody hears that yet: it goes on from here when it is woken.
      line.get().close();
      return Optional.of(new FrozenProcess(process));
    }
  }

  /** Starts processes, one after the other, until one finds everything complete. */
  void runUntilDone() throws IOException, InterruptedException {
    for (int run = 1; run <= MOST_RUNS; run++) {
      TributaryProcess process = start();
      int status = process.exitStatus();
      assertThat(status)
          .as("run %d\n%s\n%s", run, process.out(), process.err())
          .isIn(DONE, run < MOST_RUNS ? FAILED : DONE);
      if (status == DONE) {
        return;
      }
    }
  }

  /** Does in this JVM what a last process would do, which saves its start. */
  void finishHere() {
    finishHere(directory, target, batchRows, parallel, rangeRows, times);
  }

  static void finishHere(
      Path directory,
      CrashTarget target,
      int batchRows,
      int parallel,
      long rangeRows,
      LedgerTimes times) {
    RunResult result =
        TestMigration.by(CrashDistricts.manifest(batchRows), directory)
            .routes(directory.resolve("routes"))
            .with(CrashDistricts.get().environment())
            .with("RECORDS_URL", target.urlBy(target.port()))
            .parallel(parallel)
            .rangeRows(rangeRows)
            .times(times)
            .run();
    assertThat(result.isComplete()).as("%s", result.partitions()).isTrue();
  }

  /** What is in the database now. */
  CrashContents contents() throws SQLException {
    return CrashContents.of(target);
  }

  private TributaryProcess start(Map<String, String> failpoint, String... command)
      throws IOException {
    Path place = Files.createDirectory(directory.resolve("process-" + started.size()));
    Path manifest =
        Files.writeString(place.resolve("manifest.yaml"), CrashDistricts.manifest(batchRows));
    environment.put("RECORDS_URL", target.urlBy(servicePort));
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(failpoint);
    List<String> line = new ArrayList<>(List.of(command));
    line.add(1, manifest.toString());
    line.addAll(List.of("--routes", routes.toAbsolutePath().toString()));
    if (command[0].equals("run")) {
      line.addAll(List.of("--parallel", Integer.toString(parallel)));
      line.addAll(List.of("--range-rows", Long.toString(rangeRows)));
    }
    TributaryProcess process = TributaryProcess.start(place, all, line.toArray(String[]::new));
    started.add(process);
    return process;
  }

  /** Ends processes that have not ended. */
  @Override
  public void close() {
    started.forEach(TributaryProcess::end);
  }
}
