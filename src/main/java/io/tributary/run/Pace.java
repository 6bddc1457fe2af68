package io.tributary.run;

import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How fast a run may go: the operator's bound on rows a second, and less than all partitions at
 * once while a server is slow. Told of each committed batch by the worker that committed it, and
 * holds that worker up at the batch's edge. Thread-safe.
 */
final class Pace {

  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

  private final WorkQueue queue;
  private final Caps caps;
  private final Throttle throttle;
  private final BackPressure pressure = new BackPressure();
  private volatile boolean backPressure = true;

  Pace(WorkQueue queue, Caps caps, double rowsPerSecond) {
    this.queue = queue;
    this.caps = caps;
    this.throttle = new Throttle(rowsPerSecond);
    queue.onChange(throttle::wake);
  }

  double rowsPerSecond() {
    return throttle.rowsPerSecond();
  }

  void setRowsPerSecond(double rate) {
    throttle.setRowsPerSecond(rate);
  }

  boolean hasBackPressure() {
    return backPressure;
  }

  void setBackPressure(boolean on) {
    backPressure = on;
    if (!on) {
      pressure.reset();
      queue.setLimit(BackPressure.NO_LIMIT);
    }
  }

  /** What is slow right now, for people. */
  String pressure() {
    return pressure.describe();
  }

  /** A batch is committed; returns when the next one may begin, or the partition is to be left. */
  void committed(Batch batch, BooleanSupplier leave) {
    long throughNanos = batch.workedNanos();
    Duration rest = Duration.ZERO;
    if (backPressure && batch.kind() == BatchKind.RANGE) {
      rest = judge(batch, throughNanos);
    }
    try {
      throttle.pay(batch.size(), leave);
      throttle.rest(rest, leave);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationException(
          new Problem(
              RunCode.INTERRUPTED,
              batch.claim().displayName(),
              "the worker was interrupted at the edge of a batch",
              "Run again to go on."),
          e);
    }
  }

  private Duration judge(Batch batch, long throughNanos) {
    Claim claim = batch.claim();
    int parallel = queue.parallel();
    String entity = " (" + claim.entity().name() + ")";
    pressure.add(
        "legacy " + caps.server(claim.tenant()) + entity,
        batch.size(),
        batch.readNanos(),
        parallel);
    pressure.add(
        "service " + claim.entity().service() + entity,
        batch.size(),
        throughNanos - batch.readNanos(),
        parallel);
    queue.setLimit(pressure.limit());
    if (!pressure.wantsRest(parallel)) {
      return Duration.ZERO;
    }
    Duration asLong = Duration.ofNanos(throughNanos);
    return asLong.compareTo(LONGEST_REST) < 0 ? asLong : LONGEST_REST;
  }
}
