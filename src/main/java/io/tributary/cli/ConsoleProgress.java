package io.tributary.cli;

import io.tributary.batch.Checkpoint;
import io.tributary.run.PartitionResult;
import io.tributary.run.PlannedPartition;
import io.tributary.run.RunListener;
import io.tributary.run.WorkPlan;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Progress while a run is on. On a terminal: a bar for each partition that runs, drawn again in
 * place, and a line left behind for each that has ended. Elsewhere: a line for each that has ended,
 * and every few seconds one for each that runs. Thread-safe.
 */
final class ConsoleProgress implements RunListener, AutoCloseable {

  /** Set by the launcher: a shell can tell a terminal from a pipe, Java before 22 cannot. */
  private static final String TERMINAL_PROPERTY = "tributary.terminal";

  private static final long TERMINAL_REFRESH_MILLIS = 200;
  private static final long PLAIN_REFRESH_MILLIS = 5000;

  private final PrintWriter out;
  private final boolean terminal;
  private final Map<String, ProgressLine> lines = new LinkedHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "tributary-progress");
            thread.setDaemon(true);
            return thread;
          });
  private int drawnLines;
  private boolean closed;

  private final ScheduledFuture<?> refreshing;

  private ConsoleProgress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    long millis = terminal ? TERMINAL_REFRESH_MILLIS : PLAIN_REFRESH_MILLIS;
    this.refreshing =
        clock.scheduleAtFixedRate(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Progress on this output: bars if the launcher found it to be a terminal, else plain lines. */
  static ConsoleProgress on(PrintWriter out) {
    return new ConsoleProgress(out, Boolean.getBoolean(TERMINAL_PROPERTY));
  }

  @Override
  public synchronized void planned(WorkPlan plan) {
    for (PlannedPartition partition : plan.toDo()) {
      String entity = partition.entity().name();
      String tenant = partition.tenant().name();
      lines.put(key(entity, tenant), new ProgressLine(entity, tenant, partition.remainingRows()));
    }
  }

  @Override
  public synchronized void started(String entity, String tenant) {
    line(entity, tenant).start(System.nanoTime());
  }

  @Override
  public synchronized void committed(Checkpoint checkpoint) {
    line(checkpoint.claim().entity().name(), checkpoint.claim().tenant().name())
        .add(checkpoint.accounting());
  }

  @Override
  public synchronized void waiting(String entity, String tenant, String why) {
    erase();
    out.println(entity + " " + tenant + " waits: " + why);
    redraw();
  }

  @Override
  public synchronized void rebuilding(String service, String table, int indexes) {
    erase();
    out.printf(
        "%s: rebuilding %d %s of %s%n",
        service, indexes, indexes == 1 ? "index" : "indexes", table);
    redraw();
  }

  @Override
  public synchronized void resumed(UUID runId, int done) {
    erase();
    out.printf("going on with validation %s: %d entities and tenants are done%n", runId, done);
    redraw();
  }

  @Override
  public synchronized void unanswered(String where, Instant until) {
    erase();
    out.printf(
        "%s does not answer, trying again until %tT at the latest%n",
        where, until.atZone(ZoneId.systemDefault()));
    redraw();
  }

  @Override
  public synchronized void ended(PartitionResult result) {
    erase();
    out.println(line(result.entity(), result.tenant()).ended(result, terminal));
    lines.remove(key(result.entity(), result.tenant()));
    redraw();
  }

  private synchronized void refresh() {
    erase();
    if (!closed) {
      draw();
    }
  }

  private void erase() {
    if (drawnLines > 0) {
      out.print("\u001b[" + drawnLines + "A\u001b[J");
      drawnLines = 0;
    }
  }

  /** After a line was left behind: bars come back below it, plain lines wait for their turn. */
  private void redraw() {
    if (terminal) {
      draw();
    }
    out.flush();
  }

  private void draw() {
    for (ProgressLine line : lines.values()) {
      if (line.isRunning() && (terminal || line.movedSinceLastDrawn())) {
        out.println(line.running(System.nanoTime(), terminal));
        drawnLines += terminal ? 1 : 0;
      }
    }
    out.flush();
  }

  private ProgressLine line(String entity, String tenant) {
    return lines.computeIfAbsent(key(entity, tenant), key -> new ProgressLine(entity, tenant, -1));
  }

  private static String key(String entity, String tenant) {
    return entity + "/" + tenant;
  }

  /** Erases the bars that are left; further events print nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    erase();
    out.flush();
    refreshing.cancel(false);
    clock.shutdown();
  }
}
