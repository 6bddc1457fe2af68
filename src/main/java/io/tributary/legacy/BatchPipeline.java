package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import io.tributary.batch.Claim;
import io.tributary.fault.MigrationException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches of one partition on their way through its route, two at once: while one is being
 * loaded the next is read and mapped, so that PostgreSQL need not wait for either.
 *
 * <p>Two threads, the caller's and one more, each take a batch from reading to its commit. They
 * take turns at two places ({@link BatchOrder}): batches are read one after the other, each from
 * where the one before ends, and loaded one after the other ({@link LoadTurn}). So whatever is
 * committed, all before it is, as if there were one thread; and the thread that opens a batch's
 * transaction commits it.
 *
 * <p>What was read ahead is thrown away where it turns out not to be wanted: if the batch before it
 * fails, if the partition is to be left, or if the ledger knows the batch before it with another
 * end, from where reading then goes on.
 *
 * <p>While it runs, the partition may be cut ({@link ClaimSource#cut}). That is asked right before
 * a batch is read, by one thread at a time, and the new end lies behind all that was read by then.
 * So what is in hand stays within it, and what is read from there on, or once more after something
 * was thrown away, is read up to it. The rows behind it were never in hand here: they are the new
 * range's. A cut that may or may not have been recorded fails the partition, and the ledger knows
 * the bounds to go on with.
 *
 * <p>Made for one run of one partition.
 */
final class BatchPipeline {

  private static final Logger LOG = LoggerFactory.getLogger(BatchPipeline.class);

  /** What a partition's batches pass through. */
  interface Stages {

    /** Reads the batch after this key; empty if no row follows. */
    Optional<Batch> read(Optional<List<String>> lower);

    /** Maps and loads a batch, and waits for its turn in between. */
    Checkpoint send(Batch batch, LoadTurn turn);

    /** A batch is committed; the next waits until this returns. */
    void committed(Batch batch, Checkpoint checkpoint);
  }

  private final Claim claim;
  private final Stages stages;
  private final ByteBudget budget;
  private final BooleanSupplier goesOn;
  private final BatchOrder order;

  /** Held while a batch is read. */
  private final Object reading = new Object();

  private @Nullable Future<?> second;

  /**
   * For one run of a partition.
   *
   * @param goesOn whether another batch may begin; asked from both threads
   */
  BatchPipeline(Claim claim, Stages stages, ByteBudget budget, BooleanSupplier goesOn) {
    this.claim = claim;
    this.stages = stages;
    this.budget = budget;
    this.goesOn = goesOn;
    this.order = new BatchOrder(claim.cursor(), claim.entity().batch().bytes());
  }

  /**
   * Runs until no row follows, or until the partition is to be left.
   *
   * @param threads gives the second thread, once there is a second batch; null for one at a time
   */
  PartitionRunner.End run(@Nullable ExecutorService threads) {
    takeBatches(threads);
    join();
    return order.end();
  }

  /** Whatever happens here: nobody works on the partition when the run is over. */
  private void join() {
    boolean interrupted = false;
    while (second != null && !second.isDone()) {
      try {
        second.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("what fails a batch is kept, not thrown", e);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes batch after batch. What goes wrong is kept for the end of the run. */
  private void takeBatches(@Nullable ExecutorService threads) {
    try {
      for (Optional<InHand> next = next(); next.isPresent(); next = next()) {
        take(next.get(), threads);
      }
    } catch (Throwable e) {
      order.fail(Long.MAX_VALUE, e);
    }
  }

  private void take(InHand batch, @Nullable ExecutorService threads) {
    try (ByteBudget.Share memory = batch.memory) {
      if (threads != null && !batch.batch.isLast()) {
        startSecond(threads);
      }
      memory.correct(batch.batch.bytes());
      batch.through();
    } catch (Throwable e) {
      order.fail(batch.place.number(), e);
    }
  }

  private void startSecond(ExecutorService threads) {
    if (second != null && !second.isDone()) {
      return;
    }
    try {
      second = threads.submit(() -> takeBatches(null));
    } catch (RejectedExecutionException e) {
      // The route is being stopped: the batch in hand is the last, and needs no second thread.
      LOG.atDebug().addKeyValue("partition", claim.displayName()).log("no second thread");
    }
  }

  /** Reads the next batch; empty if there is none, or none is wanted. */
  private Optional<InHand> next() {
    synchronized (reading) {
      while (goesOn.getAsBoolean()) {
        Optional<BatchOrder.Place> place = order.next();
        if (place.isEmpty()) {
          return Optional.empty();
        }
        try {
          Optional<InHand> batch = read(place.get());
          if (order.wasRead(place.get(), batch.map(found -> found.batch))) {
            return batch;
          }
          batch.ifPresent(unwanted -> unwanted.memory.close());
        } catch (Throwable e) {
          order.fail(place.get().number(), e);
        }
      }
      return Optional.empty();
    }
  }

  private Optional<InHand> read(BatchOrder.Place place) {
    ByteBudget.Share memory = budget.reserve(place.expectedBytes());
    try {
      Optional<Batch> batch = stages.read(place.lower());
      if (batch.isEmpty()) {
        memory.close();
      }
      return batch.map(found -> new InHand(found, place, memory));
    } catch (Throwable e) {
      memory.close();
      throw e;
    }
  }

  /** A batch on its way, and its turn. */
  private final class InHand implements LoadTurn {

    private final Batch batch;
    private final BatchOrder.Place place;
    private final ByteBudget.Share memory;
    private @Nullable Boolean granted;

    private InHand(Batch batch, BatchOrder.Place place, ByteBudget.Share memory) {
      this.batch = batch;
      this.place = place;
      this.memory = memory;
    }

    private void through() {
      Checkpoint checkpoint;
      try {
        checkpoint = stages.send(batch, this);
      } catch (RuntimeException e) {
        // What goes wrong with a batch that is not wanted will go wrong again when it is.
        if (await()) {
          throw e;
        }
        return;
      }
      if (await()) {
        memory.close();
        stages.committed(batch, checkpoint);
        order.wasCommitted(place, batch, checkpoint);
      }
    }

    @Override
    public boolean await() {
      Boolean known = granted;
      if (known == null) {
        known = comesUp() && mayGoOn();
        granted = known;
      }
      return known;
    }

    private boolean comesUp() {
      long begun = System.nanoTime();
      try {
        boolean wanted = order.awaitTurn(place);
        batch.waited(System.nanoTime() - begun);
        return wanted;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MigrationException(
            LegacyCode.INTERRUPTED.at(
                claim.displayName(), "waiting for a batch was interrupted", "run again to go on"),
            e);
      }
    }

    /** One that was not read ahead was asked about before it was read. */
    private boolean mayGoOn() {
      boolean may = !place.ahead() || goesOn.getAsBoolean();
      if (!may) {
        order.leaveBefore(place);
      }
      return may;
    }
  }
}
