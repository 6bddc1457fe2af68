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
 * take turns at two places: batches are read one after the other, each from where the one before
 * ends, and loaded one after the other ({@link LoadTurn}). So whatever is committed, all before it
 * is, as if there were one thread; and the thread that opens a batch's transaction commits it.
 *
 * <p>What was read ahead is thrown away where it turns out not to be wanted: if the batch before it
 * fails, if the partition is to be left, or if the ledger knows the batch before it with another
 * end, from where reading then goes on.
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

  /** Held while a batch is read; always taken before this object's own lock. */
  private final Object reading = new Object();

  private Optional<List<String>> lower;
  private long expectedBytes;

  /** How many batches were read; what was thrown away is not counted. */
  private long read;

  private long committed;

  /** Goes up when what was read ahead is thrown away. */
  private int course;

  private boolean drained;
  private @Nullable Throwable failure;
  private long failedAt;
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
    this.lower = claim.cursor();
    this.expectedBytes = claim.entity().batch().bytes();
  }

  /**
   * Runs until no row follows, or until the partition is to be left.
   *
   * @param threads gives the second thread, once there is a second batch; null for one at a time
   */
  PartitionRunner.End run(@Nullable ExecutorService threads) {
    try {
      takeBatches(threads);
    } finally {
      join();
    }
    return end();
  }

  private synchronized PartitionRunner.End end() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    return drained && committed == read ? PartitionRunner.End.COMPLETE : PartitionRunner.End.PAUSED;
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

  private void takeBatches(@Nullable ExecutorService threads) {
    boolean more = true;
    while (more) {
      more = takeBatch(threads);
    }
  }

  /** Takes one batch as far as it gets; false if there is none to be taken. */
  private boolean takeBatch(@Nullable ExecutorService threads) {
    Optional<Place> next = next();
    if (next.isEmpty()) {
      return false;
    }
    Place place = next.get();
    try (ByteBudget.Share memory = place.memory) {
      if (threads != null && !place.batch.isLast()) {
        startSecond(threads);
      }
      memory.correct(place.batch.bytes());
      place.through();
      return true;
    } catch (Throwable e) {
      fail(place.from.place, e);
      return false;
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
  private Optional<Place> next() {
    synchronized (reading) {
      while (goesOn.getAsBoolean()) {
        Optional<Course> from = course();
        if (from.isEmpty()) {
          return Optional.empty();
        }
        try {
          Optional<Place> place = read(from.get());
          if (keep(from.get(), place)) {
            return place;
          }
        } catch (Throwable e) {
          fail(from.get().place, e);
        }
      }
      return Optional.empty();
    }
  }

  private Optional<Place> read(Course from) {
    ByteBudget.Share memory = budget.reserve(from.expectedBytes);
    try {
      Optional<Batch> batch = stages.read(from.lower);
      if (batch.isEmpty()) {
        memory.close();
      }
      return batch.map(found -> new Place(found, from, memory));
    } catch (Throwable e) {
      memory.close();
      throw e;
    }
  }

  /** Where the next batch is read from, and what place it takes. */
  private record Course(
      int number, long place, boolean ahead, Optional<List<String>> lower, long expectedBytes) {}

  /** Empty if nothing is left to be read. */
  private synchronized Optional<Course> course() {
    return drained || failure != null
        ? Optional.empty()
        : Optional.of(new Course(course, read, read > committed, lower, expectedBytes));
  }

  /** False if reading has to begin elsewhere by now: what was read is given up. */
  private synchronized boolean keep(Course from, Optional<Place> place) {
    if (from.number != course) {
      place.ifPresent(given -> given.memory.close());
      return false;
    }
    drained = place.isEmpty() || place.get().batch.isLast();
    if (place.isPresent()) {
      read++;
      lower = Optional.of(place.get().batch.upper());
      expectedBytes = place.get().batch.bytes();
    }
    return true;
  }

  private synchronized void commit(Place place, Checkpoint checkpoint) {
    committed = place.from.place + 1;
    boolean whole = !checkpoint.replayed() && checkpoint.upper().equals(place.batch.upper());
    if (!whole) {
      goOnAfter(Optional.of(checkpoint.upper()));
    }
    notifyAll();
  }

  /** What was read ahead is thrown away. */
  private void goOnAfter(Optional<List<String>> key) {
    course++;
    read = committed;
    drained = false;
    lower = key;
    notifyAll();
  }

  /** The first failure in the order of batches is the one that counts. */
  private synchronized void fail(long place, Throwable e) {
    if (failure == null) {
      failure = e;
      failedAt = place;
    } else if (place < failedAt) {
      e.addSuppressed(failure);
      failure = e;
      failedAt = place;
    } else if (e != failure) {
      failure.addSuppressed(e);
    }
    notifyAll();
  }

  private MigrationException interrupted(InterruptedException e) {
    return new MigrationException(
        LegacyCode.INTERRUPTED.at(
            claim.displayName(), "waiting for a batch was interrupted", "run again to go on"),
        e);
  }

  /** A batch and its place in the order. */
  private final class Place implements LoadTurn {

    private final Batch batch;
    private final Course from;
    private final ByteBudget.Share memory;
    private @Nullable Boolean granted;

    private Place(Batch batch, Course from, ByteBudget.Share memory) {
      this.batch = batch;
      this.from = from;
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
        commit(this, checkpoint);
      }
    }

    @Override
    public boolean await() {
      Boolean known = granted;
      if (known == null) {
        // One that was not read ahead was asked about before it was read.
        known = comesUp() && (!from.ahead || goesOn.getAsBoolean() || leave());
        granted = known;
      }
      return known;
    }

    private boolean comesUp() {
      long begun = System.nanoTime();
      synchronized (BatchPipeline.this) {
        try {
          while (isWanted() && committed < from.place) {
            BatchPipeline.this.wait();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw interrupted(e);
        }
        batch.waited(System.nanoTime() - begun);
        return isWanted();
      }
    }

    private boolean isWanted() {
      return from.number == course && (failure == null || from.place < failedAt);
    }

    /** The partition is left before this batch; should it be gone on with, then from here. */
    private boolean leave() {
      synchronized (BatchPipeline.this) {
        goOnAfter(from.lower);
        return false;
      }
    }
  }
}
