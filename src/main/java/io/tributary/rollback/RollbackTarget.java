package io.tributary.rollback;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is to be rolled back in one service. */
public sealed interface RollbackTarget {

  /** Whether a batch of a partition that is concerned is in scope. */
  boolean includes(BatchToRollBack batch);

  /** What a batch or its run is found by, where one is asked for by its id. */
  Optional<Id> id();

  /**
   * An id that is asked for.
   *
   * @param column of {@code migration.batch_state}
   * @param value what it must be
   */
  record Id(String column, UUID value) {}

  /** One batch, whatever the entity and tenant. */
  record OfBatch(UUID batchId) implements RollbackTarget {

    @Override
    public boolean includes(BatchToRollBack batch) {
      return batch.batchId().equals(batchId);
    }

    @Override
    public Optional<Id> id() {
      return Optional.of(new Id("batch_id", batchId));
    }
  }

  /** The batches that a run loaded. */
  record OfRun(UUID runId) implements RollbackTarget {

    @Override
    public boolean includes(BatchToRollBack batch) {
      return batch.runId().equals(runId);
    }

    @Override
    public Optional<Id> id() {
      return Optional.of(new Id("run_id", runId));
    }
  }

  /**
   * Whole partitions.
   *
   * @param entities identities of the entities
   * @param tenants UUIDs of the tenants
   */
  record OfPartitions(Set<String> entities, Set<UUID> tenants) implements RollbackTarget {

    @Override
    public boolean includes(BatchToRollBack batch) {
      return true;
    }

    @Override
    public Optional<Id> id() {
      return Optional.empty();
    }
  }
}
