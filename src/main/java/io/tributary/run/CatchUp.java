package io.tributary.run;

import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.batch.KeySum;
import io.tributary.ledger.Ledger;
import io.tributary.legacy.KeysetReader;
import io.tributary.legacy.PartitionRunner;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step before a partition is complete. A legacy database that is in use moves while it is
 * read: an identity that was handed out early commits late, a key is inserted below the cursor. So
 * the keys that legacy has now are compared with those that were read, and the difference is read
 * by its keys.
 *
 * <p>First the keys are only counted and summed, by the legacy server itself where it can: that
 * reads an index of legacy and one row a batch of the ledger. Only where that differs is each key
 * looked up. A key that was read and is gone from legacy makes a difference, too; it is not for a
 * migration to act on, and validation tells it.
 */
final class CatchUp {

  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

  private final Claim claim;
  private final Ledger ledger;
  private final PartitionRunner runner;
  private final BooleanSupplier rest;

  /**
   * For one claim.
   *
   * @param rest whether to leave the partition at the next edge
   */
  CatchUp(Claim claim, Ledger ledger, PartitionRunner runner, BooleanSupplier rest) {
    this.claim = claim;
    this.ledger = ledger;
    this.runner = runner;
    this.rest = rest;
  }

  /**
   * Reads what was missed.
   *
   * @param keys what legacy has now
   */
  PartitionRunner.End run(Keys keys) {
    Optional<KeySum> present = keys.sum();
    if (present.isEmpty()) {
      present = readSum(keys);
    }
    if (present.isEmpty() || rest.getAsBoolean()) {
      return PartitionRunner.End.PAUSED;
    }
    return present.get().matches(ledger.keysRead(claim))
        ? PartitionRunner.End.COMPLETE
        : readDifference(keys);
  }

  /** Empty if the partition is to be left. */
  private Optional<KeySum> readSum(Keys keys) {
    KeySum present = new KeySum();
    try (KeysetReader reader = keys.open()) {
      for (Optional<Batch> page = next(reader, null); page.isPresent(); ) {
        KeySum read = page.get().keySum();
        present.add(read.count(), read.sum());
        if (rest.getAsBoolean()) {
          return Optional.empty();
        }
        page = next(reader, page.get());
      }
    }
    return Optional.of(present);
  }

  private PartitionRunner.End readDifference(Keys keys) {
    long missed = 0;
    try (KeysetReader reader = keys.open()) {
      for (Optional<Batch> page = next(reader, null); page.isPresent(); ) {
        List<String> unseen = unseen(page.get());
        missed += unseen.size();
        if (runner.run(claim, BatchKind.CATCH_UP, unseen).size() < unseen.size()
            || rest.getAsBoolean()) {
          return PartitionRunner.End.PAUSED;
        }
        page = next(reader, page.get());
      }
    }
    LOG.atInfo()
        .addKeyValue("event", "caught-up")
        .addKeyValue("entity", claim.entity().name())
        .addKeyValue("tenant", claim.tenant().name())
        .addKeyValue("missed", missed)
        .log("legacy has other keys than were read; those that were missed are loaded");
    return PartitionRunner.End.COMPLETE;
  }

  private List<String> unseen(Batch page) {
    List<String> keys = IntStream.range(0, page.size()).mapToObj(page::keyText).toList();
    return ledger.unseen(claim, page.keyShape(), keys);
  }

  private static Optional<Batch> next(KeysetReader reader, @Nullable Batch before) {
    if (before != null && before.isLast()) {
      return Optional.empty();
    }
    return reader.next(Optional.ofNullable(before).map(Batch::upper));
  }

  /** The keys that a partition has in legacy now. */
  interface Keys {

    /** Count and sum of them, if the legacy server can tell. */
    Optional<KeySum> sum();

    /** Opens a reader of them, from the first. */
    KeysetReader open();
  }
}
