package io.tributary.run;

import java.util.HashMap;
import java.util.Map;

/**
 * Notices that a legacy server or a service has become slow, and lets fewer partitions run at once
 * until it has recovered.
 *
 * <p>For each of them the time a row takes is kept twice: lately, as a moving mean, and at its
 * best. The best rises slowly, so that one lucky batch does not count for ever. If lately is more
 * than three times the best, one partition fewer runs; when all are back below one and a half
 * times, one more. A best below a floor counts as the floor. After each step some batches have to
 * pass before the next: the effect of the last one must be seen first. Where only one partition is
 * left, it is to rest between its batches.
 *
 * <p>Judges by the times that it is told, never by a clock. Thread-safe.
 */
final class BackPressure {

  /** As many partitions as the operator allows. */
  static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final double SLOW = 3;
  private static final double CALM = 1.5;
  private static final double LATELY = 0.3;
  private static final double BEST_RISES = 1.01;
  private static final int BATCHES_BETWEEN_STEPS = 4;

  /**
   * Nanoseconds a row. Where a server needs less, the times say more about what else the processors
   * of this machine do: a page of 10,000 rows in a tenth of a second is never too slow.
   */
  private static final double ALWAYS_QUICK = 10_000;

  /** Batches with fewer rows say more about the way there than about the server. */
  private static final int FEWEST_ROWS = 200;

  private final Map<String, Times> times = new HashMap<>();
  private int limit = NO_LIMIT;
  private int batchesSinceStep;

  /** What a server takes for a row, in nanoseconds. */
  private static final class Times {
    private double lately;
    private double best;

    void add(double nanosPerRow) {
      lately = lately == 0 ? nanosPerRow : LATELY * nanosPerRow + (1 - LATELY) * lately;
      best = best == 0 ? lately : Math.min(lately, best * BEST_RISES);
    }

    double ratio() {
      return best == 0 ? 1 : lately / Math.max(best, ALWAYS_QUICK);
    }
  }

  /**
   * A batch is through.
   *
   * @param what names the server and the kind of work: rows of one entity cost about the same
   * @param rows how many
   * @param nanos how long they took there
   * @param parallel how many partitions may run at once without any pressure
   */
  synchronized void add(String what, long rows, long nanos, int parallel) {
    if (rows < FEWEST_ROWS) {
      return;
    }
    times.computeIfAbsent(what, name -> new Times()).add((double) nanos / rows);
    batchesSinceStep++;
    if (batchesSinceStep >= BATCHES_BETWEEN_STEPS) {
      step(parallel);
    }
  }

  private void step(int parallel) {
    double worst = times.values().stream().mapToDouble(Times::ratio).max().orElse(1);
    int now = Math.min(limit, parallel);
    if (worst > SLOW) {
      limit = Math.max(1, now - 1);
      batchesSinceStep = 0;
    } else if (worst < CALM && limit < parallel) {
      limit = now + 1 < parallel ? now + 1 : NO_LIMIT;
      batchesSinceStep = 0;
    }
  }

  /** How many partitions may run at once; {@link #NO_LIMIT} where nothing is slow. */
  synchronized int limit() {
    return limit;
  }

  /** Whether a server is slow although one partition alone runs: then that one is to rest. */
  synchronized boolean wantsRest(int parallel) {
    return Math.min(limit, parallel) == 1
        && times.values().stream().mapToDouble(Times::ratio).max().orElse(1) > SLOW;
  }

  /** Forgets what it has learnt. */
  synchronized void reset() {
    times.clear();
    limit = NO_LIMIT;
    batchesSinceStep = 0;
  }

  /** What is slow, and how much slower than at its best: for people. */
  synchronized String describe() {
    StringBuilder text = new StringBuilder();
    times.entrySet().stream()
        .filter(pace -> pace.getValue().ratio() > CALM)
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            pace ->
                text.append(text.isEmpty() ? "" : "; ")
                    .append("%s %.1f times".formatted(pace.getKey(), pace.getValue().ratio())));
    return text.isEmpty() ? "none" : text.toString();
  }
}
