package io.tributary.crash;

import io.tributary.fault.Failpoint;
import io.tributary.testing.CutPoint;
import io.tributary.testing.PostgresProxy;
import io.tributary.testing.TributaryProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A migration with up to three disturbances, all drawn from one seed, each while a process runs
 * that goes on from the one before.
 */
final class Round implements AutoCloseable {

  /** About what the clients of one migration say to PostgreSQL; drawn moments lie within it. */
  private static final int BYTES = 600_000;

  /** About how many batches a migration has. */
  private static final int BATCHES = 40;

  /** More than two heartbeats. */
  private static final int SILENCE_SECONDS = 5;

  /** What a run passes. */
  private static final List<Failpoint> POINTS =
      List.of(
          Failpoint.BEFORE_COPY,
          Failpoint.INSIDE_COPY,
          Failpoint.AFTER_COPY,
          Failpoint.BEFORE_COMMIT,
          Failpoint.AFTER_COMMIT,
          Failpoint.IN_REPLAY);

  private final SplittableRandom random;
  private final CrashServer server;
  private final PostgresProxy proxy;
  private final CrashedMigration migration;
  private final List<String> story = new ArrayList<>();

  /** What disturbs a process. */
  enum Disturbance {
    KILL_AT_POINT,
    KILL_AT_BYTE,
    RESTART_SERVER,
    CUT_IN_BATCH,
    CUT_ALL,
    TWO_PROCESSES,
    FREEZE_AT_POINT
  }

  Round(long seed, Path directory, CrashServer server) throws Exception {
    // Not Random: its first numbers of seeds that follow each other are alike.
    this.random = new SplittableRandom(seed);
    this.server = server;
    this.proxy = new PostgresProxy(server.port());
    this.migration =
        new CrashedMigration(directory, CrashTarget.create(server.port())).by(proxy.port());
  }

  /** Disturbs the migration, and lets it come to its end; what is in the database then. */
  CrashContents run() throws Exception {
    int disturbances = 1 + random.nextInt(3);
    for (int i = 0; i < disturbances; i++) {
      Disturbance disturbance = anyOf(List.of(Disturbance.values()));
      migration
          .batchRows(3 + random.nextInt(20))
          .parallel(1 + random.nextInt(4))
          .rangeRows(1 + random.nextInt(30));
      story.add(disturbance.toString());
      disturb(disturbance);
    }
    migration.runUntilDone();
    return migration.contents();
  }

  private void disturb(Disturbance disturbance) throws Exception {
    switch (disturbance) {
      case KILL_AT_POINT -> migration.killIfReached(anyOf(POINTS), 1 + random.nextInt(BATCHES));
      case KILL_AT_BYTE -> atRandomByte(TributaryProcess::kill);
      case RESTART_SERVER -> atRandomByte(process -> server.restart());
      case CUT_ALL -> atRandomByte(process -> proxy.cutAll());
      case CUT_IN_BATCH -> {
        proxy.cutAt(anyOf(List.of(CutPoint.values())), 1 + random.nextInt(BATCHES));
        migration.start().exitStatus();
      }
      case TWO_PROCESSES -> {
        TributaryProcess one = migration.start();
        TributaryProcess other = migration.start();
        one.exitStatus();
        other.exitStatus();
      }
      case FREEZE_AT_POINT -> freeze(anyOf(POINTS), 1 + random.nextInt(BATCHES));
    }
  }

  /** Another process takes over what a frozen one holds; then the frozen one is woken. */
  private void freeze(Failpoint point, int hit) throws Exception {
    Optional<FrozenProcess> frozen = migration.freezeIfReached(point, hit);
    if (frozen.isPresent()) {
      migration.startTakingOverAfter(SILENCE_SECONDS).exitStatus();
      frozen.get().wake();
      frozen.get().process().exitStatus();
    }
  }

  private <T> T anyOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Something to do to a process. */
  @FunctionalInterface
  private interface Blow {
    void strike(TributaryProcess process) throws Exception;
  }

  /** Strikes when the process has said a random number of bytes more, and waits for its end. */
  private void atRandomByte(Blow blow) throws Exception {
    long at = proxy.bytes() + 1 + random.nextInt(BYTES);
    TributaryProcess process = migration.start();
    AtomicReference<@Nullable CompletableFuture<Void>> blowing = new AtomicReference<>();
    proxy.atByte(
        at,
        () -> {
          CompletableFuture<Void> struck = new CompletableFuture<>();
          blowing.set(struck);
          try {
            blow.strike(process);
            struck.complete(null);
          } catch (Exception e) {
            struck.completeExceptionally(e);
          }
        });
    process.exitStatus();
    proxy.atByte(Long.MAX_VALUE, () -> {});
    CompletableFuture<Void> struck = blowing.get();
    if (struck != null) {
      // The process may have ended while the blow was still falling: a server that starts again.
      struck.get(2, TimeUnit.MINUTES);
    }
  }

  /** What was done so far, to be read by a person. */
  String story() {
    return String.join(", then ", story) + "; " + proxy.bytes() + " bytes to PostgreSQL";
  }

  @Override
  public void close() {
    migration.close();
    proxy.close();
  }
}
