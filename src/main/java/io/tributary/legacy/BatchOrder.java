package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Checkpoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a partition's batches are read and loaded, whoever does it: each has a place,
 * is read from where the one before ends, and comes up for loading when that one is committed.
 *
 * <p>What was read ahead is thrown away where reading has to go on elsewhere; that begins another
 * course, and places of the former are not wanted any more. Thread-safe.
 */
final class BatchOrder {

  private Optional<List<String>> lower;
  private long expectedBytes;

  /** How many batches were read; what was thrown away is not counted. */
  private long read;

  private long committed;
  private int course;
  private boolean drained;
  private @Nullable Throwable failure;
  private long failedAt;

  /**
   * Nothing is read yet.
   *
   * @param lower the key to begin after; empty to begin before the first row
   * @param expectedBytes about what the first batch will take in memory
   */
  BatchOrder(Optional<List<String>> lower, long expectedBytes) {
    this.lower = lower;
    this.expectedBytes = expectedBytes;
  }

  /**
   * A batch's place.
   *
   * @param course while it is the current one, the batch is wanted
   * @param number counts from 0
   * @param ahead whether the batch before it was not committed yet when it was read
   * @param lower the key to read after
   * @param expectedBytes about what it will take in memory
   */
  record Place(
      int course, long number, boolean ahead, Optional<List<String>> lower, long expectedBytes) {}

  /** The place of the batch that is to be read next; empty if nothing is left to be read. */
  synchronized Optional<Place> next() {
    return drained || failure != null
        ? Optional.empty()
        : Optional.of(new Place(course, read, read > committed, lower, expectedBytes));
  }

  /**
   * Takes in what was read for a place.
   *
   * @param batch empty if no row follows
   * @return false if reading has to begin elsewhere by now, and this is to be forgotten
   */
  synchronized boolean wasRead(Place place, Optional<Batch> batch) {
    if (place.course != course) {
      return false;
    }
    drained = batch.isEmpty() || batch.get().isLast();
    if (batch.isPresent()) {
      read++;
      lower = Optional.of(batch.get().upper());
      expectedBytes = batch.get().bytes();
    }
    return true;
  }

  /**
   * Waits until the batch before is committed.
   *
   * @return false if this one is not wanted any more
   */
  synchronized boolean awaitTurn(Place place) throws InterruptedException {
    while (isWanted(place) && committed < place.number) {
      wait();
    }
    return isWanted(place);
  }

  private boolean isWanted(Place place) {
    return place.course == course && (failure == null || place.number < failedAt);
  }

  /** The batch of this place is committed, though the ledger may say that it ended elsewhere. */
  synchronized void wasCommitted(Place place, Batch batch, Checkpoint checkpoint) {
    committed = place.number + 1;
    boolean whole = !checkpoint.replayed() && checkpoint.upper().equals(batch.upper());
    if (!whole) {
      goOnAfter(Optional.of(checkpoint.upper()));
    }
    notifyAll();
  }

  /** The partition is left before this place; should it be gone on with, then from here. */
  synchronized void leaveBefore(Place place) {
    goOnAfter(place.lower);
  }

  /** Whoever waits with a batch that was read ahead has to hear that it is thrown away. */
  private void goOnAfter(Optional<List<String>> key) {
    course++;
    read = committed;
    drained = false;
    lower = key;
    notifyAll();
  }

  /** The first failure in the order of places is the one that counts. */
  synchronized void fail(long number, Throwable e) {
    if (failure == null) {
      failure = e;
      failedAt = number;
    } else if (number < failedAt) {
      e.addSuppressed(failure);
      failure = e;
      failedAt = number;
    } else if (e != failure) {
      failure.addSuppressed(e);
    }
    notifyAll();
  }

  /**
   * How it ended, after all work is over.
   *
   * @throws RuntimeException what failed, as it is; or the {@link Error}
   */
  synchronized PartitionRunner.End end() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    return drained && committed == read ? PartitionRunner.End.COMPLETE : PartitionRunner.End.PAUSED;
  }
}
