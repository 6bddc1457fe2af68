package io.tributary.run;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.ledger.ClaimAnswer;
import io.tributary.ledger.TakenOverException;
import io.tributary.legacy.ClaimSource;
import io.tributary.legacy.PartitionRunner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * <p>One worker carries one partition, on its own thread, from claim to end; its route may use a
 * second thread for every other batch, and whichever opens a batch's transaction commits it. A
 * partition whose route is suspended goes back to the queue and is claimed again when the route is
 * resumed.
 */
final class Orchestrator implements ClaimSource {

  private static final Logger LOG = LoggerFactory.getLogger(Orchestrator.class);

  private final WorkQueue queue;
  private final Pace pace;
  private final RunListener listener;
  private final Map<Claim, WorkItem> running = new ConcurrentHashMap<>();

  Orchestrator(WorkQueue queue, Pace pace, RunListener listener) {
    this.queue = queue;
    this.pace = pace;
    this.listener = listener;
  }

  /** One that never hands out work: for routes that are started only to be looked at. */
  static Orchestrator idle() {
    RunListener nobody = new ListenerGroup(List.of());
    WorkQueue nothing = new WorkQueue(List.of(), Caps.NONE, 1, nobody);
    return new Orchestrator(nothing, new Pace(nothing, Caps.NONE, 0), nobody);
  }

  /**
   * Runs until every item has ended or the queue was stopped.
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
      ends.forEach(Waiting::on);
    } finally {
      queue.stop();
      pool.shutdown();
    }
  }

  private Void work(Partitions partitions) throws InterruptedException {
    for (Optional<WorkQueue.Assignment> next = queue.take();
        next.isPresent();
        next = queue.take()) {
      migrate(next.get(), partitions);
      partitions.between();
    }
    return null;
  }

  private void migrate(WorkQueue.Assignment assignment, Partitions partitions) {
    WorkItem item = assignment.item();
    long begun = System.nanoTime();
    Claim claim = null;
    try {
      ClaimAnswer answer = partitions.claim(item);
      if (answer instanceof ClaimAnswer.Held held) {
        queue.putBackHeld(item, held.holder(), since(begun));
        return;
      }
      if (answer instanceof ClaimAnswer.Complete) {
        tell(queue.end(item, PartitionStatus.COMPLETE_BEFORE, since(begun), null));
        return;
      }
      claim = ((ClaimAnswer.Granted) answer).claim();
      running.put(claim, item);
      listener.started(item.entity.name(), item.tenant.name());
      if (partitions.work(item, claim, assignment.runner()) == PartitionRunner.End.PAUSED) {
        partitions.leave(claim);
        queue.putBack(item, since(begun));
      } else {
        tell(queue.end(item, PartitionStatus.COMPLETE, since(begun), null));
      }
    } catch (TakenOverException takenOver) {
      queue.putBackHeld(item, takenOver.holder(), since(begun));
    } catch (RuntimeException | Error failure) {
      // An error, too: a worker that is gone without a word would be waited for.
      record(item, claim, failure, partitions);
      tell(queue.end(item, PartitionStatus.FAILED, since(begun), failure));
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

  private void tell(List<PartitionResult> results) {
    results.forEach(listener::ended);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
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
    return queue.shouldPause(claim.tenant());
  }

  @Override
  public void committed(Batch batch, Checkpoint checkpoint) {
    if (!checkpoint.replayed()) {
      WorkItem item = running.get(checkpoint.claim());
      if (item == null) {
        throw new IllegalStateException("a checkpoint of a claim that this run does not hold");
      }
      queue.count(
          item,
          checkpoint.accounting(),
          DeadLetterReasons.of(batch, item.canWait()),
          item.canWait() ? DeadLetterReasons.waiting(batch) : 0);
    }
    listener.committed(checkpoint);
    pace.committed(batch, () -> shouldPause(checkpoint.claim()));
  }
}
