package io.tributary.run;

import io.tributary.batch.Accounting;
import io.tributary.legacy.PartitionRunner;
import io.tributary.manifest.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which partition is next. All state of a run's partitions is here, under one lock; workers wait
 * here for work.
 *
 * <p>The items are the partitions of an entity and tenant. What a worker takes is one key range of
 * an item: as a rule there is but one. When workers have nothing to do, the largest range that is
 * in hand is cut in two ({@link #rowsToKeep}).
 *
 * <p>A partition may begin when the order allows it ({@link ReadyItems}), its entity's route is
 * started, its tenant is not paused, and the caps of its legacy server, its service and its entity
 * have room. Of those that may, the one with the most rows goes first, so that the longest does not
 * come last and alone. When one fails, those that wait for it end as blocked, at once and for good.
 */
final class WorkQueue {

  /** A range of an item and the route that is to run it. */
  record Assignment(WorkItem item, WorkRange range, PartitionRunner runner) {}

  /** Why an item waits. */
  private record News(WorkItem item, String why) {}

  /** What a worker is to do: to tell news and ask again, to work, or to go. */
  private record Step(List<News> news, Optional<Assignment> work) {}

  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final List<WorkItem> items;
  private final ReadyItems ready;
  private final Caps caps;
  private final RunListener listener;
  private final Map<String, PartitionRunner> runners = new HashMap<>();
  private final Set<String> pausedTenants = new HashSet<>();
  private final Set<WorkItem> toldWaiting = new HashSet<>();
  private final List<News> untold = new ArrayList<>();
  private final Set<WorkItem> running = new HashSet<>();
  private final RangeCuts cuts;
  private int parallel;

  /** Workers that wait here. */
  private int idle;

  private int limit = Integer.MAX_VALUE;
  private Runnable changed = () -> {};
  private boolean stopping;

  /**
   * A queue.
   *
   * @param parallel how many workers may work at once
   * @param fewestRows the fewest rows that a range is cut off with
   */
  WorkQueue(List<WorkItem> items, Caps caps, int parallel, long fewestRows, RunListener listener) {
    this.items = List.copyOf(items);
    this.ready = new ReadyItems(items);
    this.caps = caps;
    this.parallel = parallel;
    this.cuts = new RangeCuts(fewestRows);
    this.listener = listener;
  }

  /**
   * Waits for the next range of a partition; empty when nothing is left that could ever run. Tells
   * the listener what waits, with no lock held: it may wait for somebody who needs the queue.
   */
  Optional<Assignment> take() throws InterruptedException {
    Step step = step();
    while (!step.news.isEmpty()) {
      step.news.forEach(
          news -> listener.waiting(news.item.entity.name(), news.item.tenant.name(), news.why));
      step = step();
    }
    return step.work;
  }

  private synchronized Step step() throws InterruptedException {
    while (true) {
      boolean over = stopping || ready.isFinished();
      Optional<WorkItem> next = !over && workers() < allowed() ? next() : Optional.empty();
      if (!untold.isEmpty()) {
        Step telling = new Step(List.copyOf(untold), Optional.empty());
        untold.clear();
        return telling;
      }
      if (over || next.isPresent()) {
        return new Step(List.of(), next.map(this::begin));
      }
      idle++;
      try {
        wait(patience());
      } finally {
        idle--;
      }
    }
  }

  private Assignment begin(WorkItem item) {
    ready.remove(item);
    running.add(item);
    toldWaiting.remove(item);
    return new Assignment(item, item.begin(), runners.get(item.entity.name()));
  }

  private long workers() {
    return running(item -> true);
  }

  /**
   * How long to wait for news at most, in milliseconds; 0 for as long as it takes. Other processes
   * tell nothing when they let go of a partition: they are asked again.
   */
  private long patience() {
    boolean heldElsewhere = candidates().anyMatch(item -> item.heldBy != null);
    return heldElsewhere ? ASK_AGAIN.toMillis() : 0;
  }

  /** What has a range that nobody works on: first the partitions that were begun. */
  private Stream<WorkItem> candidates() {
    return Stream.concat(
        running.stream().filter(item -> item.ranges.anyWaits() && !item.isFailing()),
        ready.all().stream());
  }

  private Optional<WorkItem> next() {
    for (WorkItem item : candidates().toList()) {
      String why = heldBack(item);
      if (why == null && hasRoom(item)) {
        return Optional.of(item);
      }
      if (why != null && toldWaiting.add(item)) {
        untold.add(new News(item, why));
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
    return running.stream().filter(condition).mapToLong(item -> item.ranges.workers()).sum();
  }

  /**
   * How many rows a range should keep while the rest goes to a worker that has nothing to do; 0 if
   * it is to stay as it is. Of several that could be cut the one with the most rows is.
   *
   * <p>Whoever got another answer than 0 must call {@link #cut}.
   */
  synchronized long rowsToKeep(WorkItem item, WorkRange range) {
    int cutting = cuts.underWay();
    if (idle <= cutting || workers() + cutting >= allowed() || !canBeCut(item)) {
      return 0;
    }
    boolean otherWork = candidates().anyMatch(other -> heldBack(other) == null && hasRoom(other));
    return otherWork ? 0 : cuts.begin(item, range, running.stream().filter(this::canBeCut));
  }

  private boolean canBeCut(WorkItem item) {
    return item.canBeCut()
        && !stopping
        && !item.isFailing()
        && heldBack(item) == null
        && hasRoom(item);
  }

  /**
   * A range was cut, or could not be.
   *
   * @param kept the rows that it was to keep
   * @param added the number of the new range; empty if there are fewer rows than that
   */
  synchronized void cut(WorkItem item, WorkRange range, long kept, OptionalInt added) {
    cuts.end(item, range, kept, added);
    if (added.isPresent()) {
      notifyAll();
    }
  }

  /** The ledger was asked which ranges of the item are not complete. */
  synchronized void offer(WorkItem item, Collection<Integer> openRanges) {
    item.ranges.offer(openRanges, item.estimatedRows);
    notifyAll();
  }

  /** Whether the ledger has still to be asked for ranges that an earlier run has left. */
  synchronized boolean wantsRanges(WorkItem item) {
    boolean loads = item.task == WorkItem.Task.LOAD || item.task == WorkItem.Task.REFRESH;
    return loads && !item.ranges.isKnown();
  }

  /** A batch of this item was committed. */
  synchronized void count(
      WorkItem item,
      WorkRange range,
      Accounting accounting,
      Map<String, Long> deadLetterReasons,
      long waitingRows) {
    range.read(accounting.read());
    item.accounting = item.accounting.plus(accounting);
    item.waitingRows += waitingRows;
    deadLetterReasons.forEach(
        (reason, count) -> item.deadLetterReasons.merge(reason, count, Long::sum));
  }

  /** Another process works on this partition: it is asked for again after a while. */
  synchronized List<PartitionResult> putBackHeld(WorkItem item, WorkRange range, String holder) {
    boolean news = !holder.equals(item.heldBy);
    item.heldBy = holder;
    item.notBefore = System.nanoTime() + ASK_AGAIN.toNanos();
    if (news) {
      untold.add(new News(item, "held by " + holder));
    }
    List<PartitionResult> ended = putBack(item, range);
    toldWaiting.add(item);
    return ended;
  }

  /** The worker left this range at a batch's edge. Returns the results of all that end by that. */
  synchronized List<PartitionResult> putBack(WorkItem item, WorkRange range) {
    item.ranges.putBack(range);
    return left(item);
  }

  /**
   * This range of the item is complete.
   *
   * @param openRanges those that the ledger says are not
   * @return the results of all that end by that
   */
  synchronized List<PartitionResult> complete(
      WorkItem item, WorkRange range, Collection<Integer> openRanges) {
    item.ranges.end(range);
    if (item.state == WorkItem.State.RUNNING) {
      item.ranges.offer(openRanges, item.estimatedRows);
    }
    return left(item);
  }

  /** The item is complete with this range, its last. Returns the results of all that end. */
  synchronized List<PartitionResult> completeWith(WorkItem item, WorkRange range) {
    item.ranges.end(range);
    if (item.isFailing()) {
      return left(item);
    }
    item.rest();
    return end(item, PartitionStatus.COMPLETE);
  }

  /** This range has failed, and the item with it. Returns the results of all that end by that. */
  synchronized List<PartitionResult> fail(WorkItem item, WorkRange range, Throwable cause) {
    item.ranges.end(range);
    if (item.cause == null) {
      item.cause = cause;
    } else if (item.cause != cause) {
      item.cause.addSuppressed(cause);
    }
    List<PartitionResult> ended = left(item);
    news();
    return ended;
  }

  /** Whether another range of the same item has failed. */
  synchronized boolean isFailing(WorkItem item) {
    return item.isFailing();
  }

  /** A worker has left the item. Once all have, it has failed, is over, or is ready again. */
  private List<PartitionResult> left(WorkItem item) {
    notifyAll();
    if (item.state != WorkItem.State.RUNNING || item.ranges.workers() > 0) {
      return List.of();
    }
    item.rest();
    if (item.isFailing()) {
      return end(item, PartitionStatus.FAILED);
    }
    if (!item.ranges.anyWaits()) {
      return end(item, PartitionStatus.COMPLETE_BEFORE);
    }
    item.state = WorkItem.State.WAITING;
    running.remove(item);
    ready.consider(item);
    return List.of();
  }

  private List<PartitionResult> end(WorkItem item, PartitionStatus status) {
    Throwable cause = item.cause;
    item.end(status, cause == null ? null : PartitionResult.message(cause));
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
    return stopping || workers() > allowed() || pausedTenants.contains(tenant.name());
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
