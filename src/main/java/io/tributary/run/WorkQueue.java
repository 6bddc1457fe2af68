package io.tributary.run;

import io.tributary.batch.Accounting;
import io.tributary.legacy.PartitionRunner;
import io.tributary.manifest.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which partition is next. All state of a run's partitions is here, under one lock; workers wait
 * here for work.
 *
 * <p>A partition may begin when the order allows it ({@link ReadyItems}), its entity's route is
 * started, its tenant is not paused, and the caps of its legacy server, its service and its entity
 * have room. Of those that may, the one with the most rows goes first, so that the longest does not
 * come last and alone. When one fails, those that wait for it end as blocked, at once and for good.
 */
final class WorkQueue {

  /** An item and the route that is to run it. */
  record Assignment(WorkItem item, PartitionRunner runner) {}

  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final List<WorkItem> items;
  private final ReadyItems ready;
  private final Caps caps;
  private final RunListener listener;
  private final Map<String, PartitionRunner> runners = new HashMap<>();
  private final Set<String> pausedTenants = new HashSet<>();
  private final Set<WorkItem> toldWaiting = new HashSet<>();
  private final Set<WorkItem> running = new HashSet<>();
  private int parallel;
  private int limit = Integer.MAX_VALUE;
  private Runnable changed = () -> {};
  private boolean stopping;

  WorkQueue(List<WorkItem> items, Caps caps, int parallel, RunListener listener) {
    this.items = List.copyOf(items);
    this.ready = new ReadyItems(items);
    this.caps = caps;
    this.parallel = parallel;
    this.listener = listener;
  }

  /** Waits for the next partition; empty when nothing is left that could ever run. */
  synchronized Optional<Assignment> take() throws InterruptedException {
    while (!stopping && !ready.isFinished()) {
      Optional<WorkItem> next = running.size() < allowed() ? next() : Optional.empty();
      if (next.isPresent()) {
        WorkItem item = next.get();
        ready.remove(item);
        item.state = WorkItem.State.RUNNING;
        item.notBefore = System.nanoTime();
        running.add(item);
        toldWaiting.remove(item);
        return Optional.of(new Assignment(item, runners.get(item.entity.name())));
      }
      wait(patience());
    }
    return Optional.empty();
  }

  /**
   * How long to wait for news at most, in milliseconds; 0 for as long as it takes. Other processes
   * tell nothing when they let go of a partition: they are asked again.
   */
  private long patience() {
    boolean heldElsewhere = ready.all().stream().anyMatch(item -> item.heldBy != null);
    return heldElsewhere ? ASK_AGAIN.toMillis() : 0;
  }

  private Optional<WorkItem> next() {
    for (WorkItem item : ready.all()) {
      String why = heldBack(item);
      if (why == null && hasRoom(item)) {
        return Optional.of(item);
      }
      if (why != null && toldWaiting.add(item)) {
        listener.waiting(item.entity.name(), item.tenant.name(), why);
      }
    }
    return Optional.empty();
  }

  private @Nullable String heldBack(WorkItem item) {
    if (!runners.containsKey(item.entity.name())) {
      return "its route is suspended or stopped";
    }
    if (pausedTenants.contains(item.tenant.name())) {
      return "its tenant is paused";
    }
    return item.heldBy != null && item.notBefore - System.nanoTime() > 0
        ? "held by " + item.heldBy
        : null;
  }

  private boolean hasRoom(WorkItem item) {
    String server = caps.server(item.tenant);
    String service = item.entity.service();
    int concurrency = runners.get(item.entity.name()).concurrency();
    return running(other -> caps.server(other.tenant).equals(server)) < caps.ofServer(item.tenant)
        && running(other -> other.entity.service().equals(service)) < caps.ofService(service)
        && (concurrency == 0 || running(other -> other.entity.equals(item.entity)) < concurrency);
  }

  private long running(Predicate<WorkItem> condition) {
    return running.stream().filter(condition).count();
  }

  /** A batch of this item was committed. */
  synchronized void count(
      WorkItem item, Accounting accounting, Map<String, Long> deadLetterReasons, long waitingRows) {
    item.accounting = item.accounting.plus(accounting);
    item.waitingRows += waitingRows;
    deadLetterReasons.forEach(
        (reason, count) -> item.deadLetterReasons.merge(reason, count, Long::sum));
  }

  /** Another process works on this partition: it is asked for again after a while. */
  synchronized void putBackHeld(WorkItem item, String holder, Duration worked) {
    boolean news = !holder.equals(item.heldBy);
    item.heldBy = holder;
    item.notBefore = System.nanoTime() + ASK_AGAIN.toNanos();
    if (news) {
      listener.waiting(item.entity.name(), item.tenant.name(), "held by " + holder);
    }
    putBack(item, worked);
    toldWaiting.add(item);
  }

  /** The worker left this item at a batch's edge; it is ready again. */
  synchronized void putBack(WorkItem item, Duration worked) {
    item.duration = item.duration.plus(worked);
    item.state = WorkItem.State.WAITING;
    running.remove(item);
    ready.consider(item);
    notifyAll();
  }

  /** The item has ended. Returns the results of all that end with it, its own first. */
  synchronized List<PartitionResult> end(
      WorkItem item, PartitionStatus status, Duration worked, @Nullable Throwable cause) {
    item.duration = item.duration.plus(worked);
    item.end(status, cause == null ? null : PartitionResult.message(cause));
    item.cause = cause;
    running.remove(item);
    List<PartitionResult> ended = new ArrayList<>(List.of(item.result()));
    if (status.isComplete()) {
      if (item.waitingRows > 0) {
        ready.settleLater(item);
      }
      ready.complete(item);
    } else {
      ready.incomplete(item).forEach(blocked -> ended.add(blocked.result()));
    }
    notifyAll();
    return ended;
  }

  /** The entity's route is ready. */
  synchronized void attach(String entity, PartitionRunner runner) {
    runners.put(entity, runner);
    notifyAll();
  }

  /** The entity's route takes no more work. */
  synchronized void detach(String entity) {
    runners.remove(entity);
    news();
  }

  /** Nothing new begins; what runs ends at its batch's edge. */
  synchronized void stop() {
    stopping = true;
    news();
  }

  /** Partitions of this tenant rest from their next batch's edge on. */
  synchronized void pauseTenant(String tenant) {
    pausedTenants.add(tenant);
    news();
  }

  /** Partitions of this tenant go on. */
  synchronized void resumeTenant(String tenant) {
    pausedTenants.remove(tenant);
    notifyAll();
  }

  /** The tenants that are paused. */
  synchronized Set<String> pausedTenants() {
    return Set.copyOf(pausedTenants);
  }

  /** Whether work on this tenant should rest at the next batch's edge. */
  synchronized boolean shouldPause(Tenant tenant) {
    return stopping || running.size() > allowed() || pausedTenants.contains(tenant.name());
  }

  private int allowed() {
    return Math.min(parallel, limit);
  }

  /** Who holds workers up is told when something has changed that may concern them. */
  synchronized void onChange(Runnable listening) {
    changed = listening;
  }

  private void news() {
    notifyAll();
    changed.run();
  }

  /** How many partitions may run at once while a server is slow; takes effect at batches' edges. */
  synchronized void setLimit(int newLimit) {
    if (limit != newLimit) {
      limit = newLimit;
      news();
    }
  }

  /** How many partitions may run at once, slow servers considered. */
  synchronized int effectiveParallel() {
    return allowed();
  }

  /** How many partitions may run at once. */
  synchronized int parallel() {
    return parallel;
  }

  /** Sets how many partitions may run at once; fewer takes effect at the next batches' edges. */
  synchronized void setParallel(int newParallel) {
    parallel = newParallel;
    news();
  }

  /**
   * The results in the order of the items; what has not ended was stopped. For after the workers.
   */
  synchronized List<PartitionResult> results() {
    items.forEach(WorkItem::stop);
    return items.stream().map(WorkItem::result).toList();
  }

  /** How many partitions are in each state, and what waits: for people. */
  synchronized String describe() {
    long ended = items.stream().filter(item -> item.state == WorkItem.State.ENDED).count();
    StringBuilder text = new StringBuilder();
    text.append(ended).append(" of ").append(items.size()).append(" partitions ended, ");
    text.append(running.size()).append(" running");
    for (WorkItem item : ready.all()) {
      String why = heldBack(item);
      if (why != null) {
        text.append("; ").append(item.displayName()).append(" waits: ").append(why);
      }
    }
    return text.toString();
  }
}
