package io.tributary.run;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.fault.WithoutWords;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.ledger.TakenOverException;
import io.tributary.legacy.ClaimSource;
import io.tributary.legacy.PartitionRunner;
import io.tributary.legacy.RangeRest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the partitions of a plan: workers take them from the queue, claim them in the ledger and
 * hand the claims to their routes.
 *
 * <p>One worker carries one key range of a partition (the whole, unless it was cut), on its own
 * thread, from claim to end; its route may use a second thread for every other batch, and whichever
 * opens a batch's transaction commits it. A partition whose route is suspended goes back to the
 * queue and is claimed again when the route is resumed.
 */
final class Orchestrator implements ClaimSource {

  private static final Logger LOG = LoggerFactory.getLogger(Orchestrator.class);

  private final WorkQueue queue;
  private final Pace pace;
  private final RunListener listener;
  private final Map<Claim, InHand> running = new ConcurrentHashMap<>();

  /** What a claim is for. */
  private record InHand(WorkItem item, WorkRange range, Partitions partitions) {}

  Orchestrator(WorkQueue queue, Pace pace, RunListener listener) {
    this.queue = queue;
    this.pace = pace;
    this.listener = listener;
  }

  /** One that never hands out work: for routes that are started only to be looked at. */
  static Orchestrator idle() {
    RunListener nobody = new ListenerGroup(List.of());
    WorkQueue nothing = new WorkQueue(List.of(), Caps.NONE, 1, RunSettings.RANGE_ROWS, nobody);
    return new Orchestrator(nothing, new Pace(nothing, Caps.NONE, 0), nobody);
  }

  /**
   * Runs until every item has ended or the queue was stopped. What fails a worker outside of its
   * partition, such as a listener that throws, fails the run: all others leave at their batches'
   * edges, and then it is thrown.
   *
   * @param partitions grants the claims
   * @param workers how many threads; how many of them work at once is the queue's to say
   */
  void run(Partitions partitions, int workers) {
    AtomicInteger number = new AtomicInteger();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            workers, task -> new Thread(task, "tributary-worker-" + number.incrementAndGet()));
    try {
      List<Future<Void>> ends =
          IntStream.range(0, workers).mapToObj(i -> pool.submit(() -> work(partitions))).toList();
      Waiting.onAll(ends);
    } finally {
      queue.stop();
      pool.shutdown();
    }
  }

  private Void work(Partitions partitions) throws InterruptedException {
    try {
      for (Optional<WorkQueue.Assignment> next = queue.take();
          next.isPresent();
          next = queue.take()) {
        migrate(next.get(), partitions).forEach(listener::ended);
        partitions.between();
      }
      return null;
    } catch (Throwable e) {
      // Without a word, the others would wait for this worker, for what it had in hand or between.
      queue.stop();
      partitions.abandon();
      throw e;
    }
  }

  /** Returns the results of all that end by it. */
  private List<PartitionResult> migrate(WorkQueue.Assignment assignment, Partitions partitions) {
    WorkItem item = assignment.item();
    WorkRange range = assignment.range();
    Claim claim = null;
    try {
      ClaimAnswer answer = partitions.claim(item, range.number);
      if (answer instanceof ClaimAnswer.Held held) {
        return queue.putBackHeld(item, range, held.holder());
      }
      if (answer instanceof ClaimAnswer.Complete) {
        return queue.complete(item, range, partitions.openRanges(item));
      }
      claim = ((ClaimAnswer.Granted) answer).claim();
      running.put(claim, new InHand(item, range, partitions));
      if (queue.wantsRanges(item)) {
        queue.offer(item, partitions.openRanges(item));
      }
      listener.started(item.entity.name(), item.tenant.name());
      return switch (partitions.work(item, claim, assignment.runner())) {
        case PAUSED -> {
          partitions.leave(claim);
          yield queue.putBack(item, range);
        }
        case RANGE_COMPLETE -> queue.complete(item, range, partitions.openRanges(item));
        case COMPLETE -> queue.completeWith(item, range);
      };
    } catch (TakenOverException takenOver) {
      return queue.putBackHeld(item, range, takenOver.holder());
    } catch (RuntimeException | Error failure) {
      // An error, too: a worker that is gone without a word would be waited for.
      record(item, claim, failure, partitions);
      return queue.fail(item, range, failure);
    } finally {
      if (claim != null) {
        running.remove(claim);
        partitions.release(claim);
      }
    }
  }

  private void record(
      WorkItem item, @Nullable Claim claim, Throwable failure, Partitions partitions) {
    if (claim != null) {
      try {
        partitions.fail(claim, PartitionResult.message(failure));
      } catch (RuntimeException alsoFailed) {
        failure.addSuppressed(alsoFailed);
      }
    }
    LOG.atError()
        .addKeyValue("event", "partition-failed")
        .addKeyValue("entity", item.entity.name())
        .addKeyValue("tenant", item.tenant.name())
        .setCause(WithoutWords.of(failure))
        .log("partition failed");
  }

  @Override
  public void attach(String entity, PartitionRunner runner) {
    queue.attach(entity, runner);
  }

  @Override
  public void detach(String entity) {
    queue.detach(entity);
  }

  @Override
  public boolean shouldPause(Claim claim) {
    InHand hand = running.get(claim);
    return queue.shouldPause(claim.tenant()) || (hand != null && queue.isFailing(hand.item));
  }

  @Override
  public Optional<List<String>> cut(Claim claim, RangeRest rest) {
    InHand hand = running.get(claim);
    if (hand == null || claim.pass() > 0) {
      // A refresh goes through the ranges that there are, so that it can be taken back by them.
      return Optional.empty();
    }
    long rows = queue.rowsToKeep(hand.item, hand.range);
    if (rows == 0) {
      return Optional.empty();
    }
    OptionalInt added = OptionalInt.empty();
    try {
      Optional<List<String>> key = rest.key(rows);
      if (key.isPresent()) {
        added = OptionalInt.of(hand.partitions.cut(claim, key.get()));
        LOG.atInfo()
            .addKeyValue("event", "range-cut")
            .addKeyValue("entity", claim.entity().name())
            .addKeyValue("tenant", claim.tenant().name())
            .addKeyValue("range", claim.range())
            .addKeyValue("newRange", added.getAsInt())
            .log("a worker had nothing to do: the rest of the range is a range of its own");
      }
      return key;
    } finally {
      queue.cut(hand.item, hand.range, rows, added);
    }
  }

  @Override
  public void committed(Batch batch, Checkpoint checkpoint) {
    if (!checkpoint.replayed()) {
      InHand hand = running.get(checkpoint.claim());
      if (hand == null) {
        throw new IllegalStateException("a checkpoint of a claim that this run does not hold");
      }
      WorkItem item = hand.item;
      hand.partitions.committed(item, checkpoint);
      queue.count(
          item,
          hand.range,
          checkpoint.accounting(),
          DeadLetterReasons.of(batch, item.canWait()),
          item.canWait() ? DeadLetterReasons.waiting(batch) : 0);
    }
    listener.committed(checkpoint);
    pace.committed(batch, () -> shouldPause(checkpoint.claim()));
  }
}
