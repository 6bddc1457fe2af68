package io.tributary.cli;

import io.tributary.batch.Accounting;
import io.tributary.run.PartitionResult;
import java.util.Locale;

/** How one partition stands, as a line of text. Not thread-safe. */
final class ProgressLine {

  private static final int BAR_WIDTH = 20;
  private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  private final String entity;
  private final String tenant;
  private final long expected;
  private long read;
  private long unchanged;
  private long dead;
  private long drawn;
  private long startedNanos;
  private boolean running;

  ProgressLine(String entity, String tenant, long expected) {
    this.entity = entity;
    this.tenant = tenant;
    this.expected = expected;
  }

  /** A worker begins, maybe beside others or after them: the first counts. */
  void start(long nanos) {
    if (!running) {
      startedNanos = nanos;
      running = true;
    }
  }

  void add(Accounting accounting) {
    read += accounting.read();
    unchanged += accounting.unchanged();
    dead += accounting.deadLettered();
  }

  boolean isRunning() {
    return running;
  }

  /** Whether there is more to show than when it was last drawn. */
  boolean movedSinceLastDrawn() {
    return read != drawn;
  }

  String running(long nowNanos, boolean bar) {
    drawn = read;
    double seconds = Math.max(0.001, (nowNanos - startedNanos) / 1e9);
    long rate = Math.round(read / seconds);
    String eta =
        rate > 0 && expected > read
            ? "  eta " + Math.max(1, Math.round((expected - read) / (double) rate)) + "s"
            : "";
    return line(bar ? bar() : "", Long.toString(rate), eta);
  }

  String ended(PartitionResult result, boolean bar) {
    long millis = Math.max(1, result.duration().toMillis());
    String status =
        result.status().isComplete() ? "" : "  " + result.status().name().toLowerCase(Locale.ROOT);
    return line(bar ? bar() : "", Long.toString(read * 1000 / millis), status);
  }

  private String line(String bar, String rate, String suffix) {
    String counts = expected < 0 ? "%,d".formatted(read) : "%,d/%,d".formatted(read, expected);
    return "%-20s %-14s %s %17s %,9d rows/s%s%s%s"
        .formatted(
            entity,
            tenant,
            bar,
            counts,
            Long.parseLong(rate),
            unchanged > 0 ? "  %,d unchanged".formatted(unchanged) : "",
            dead > 0 ? "  " + dead + " dead letter" + (dead > 1 ? "s" : "") : "",
            suffix)
        .stripTrailing();
  }

  private String bar() {
    double share = expected <= 0 ? 1 : Math.min(1, read / (double) expected);
    int eighths = (int) (share * BAR_WIDTH * 8);
    String full = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
    return full + " ".repeat(BAR_WIDTH - full.length());
  }
}
