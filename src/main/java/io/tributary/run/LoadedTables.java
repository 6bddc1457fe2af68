package io.tributary.run;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Entity;
import io.tributary.manifest.TableMapping;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Tells when the last partition that a run loads into a table has ended, however it ended, and has
 * others wait while the table's indexes are then rebuilt. Thread-safe.
 */
final class LoadedTables implements RunListener {

  private final Map<RebuildTable, Set<String>> unended = new HashMap<>();
  private final Queue<RebuildTable> loaded = new ArrayDeque<>();
  private final Set<RebuildTable> unbuilt = new HashSet<>();

  LoadedTables(Collection<RebuildTable> tables) {
    tables.forEach(table -> unended.put(table, new HashSet<>(table.partitions())));
  }

  @Override
  public synchronized void ended(PartitionResult result) {
    String partition = result.entity() + "/" + result.tenant();
    unended.forEach(
        (table, partitions) -> {
          if (partitions.remove(partition) && partitions.isEmpty()) {
            loaded.add(table);
            unbuilt.add(table);
          }
        });
  }

  /** A table that is loaded and that nobody has asked for yet. */
  synchronized Optional<RebuildTable> next() {
    return Optional.ofNullable(loaded.poll());
  }

  /** The table's indexes are rebuilt, or cannot be. */
  synchronized void built(RebuildTable table) {
    unbuilt.remove(table);
    notifyAll();
  }

  /** Nobody rebuilds any more. */
  synchronized void over() {
    unbuilt.clear();
    notifyAll();
  }

  /**
   * Waits while indexes of a table that the entity fills are being rebuilt: a batch would wait for
   * the same lock, but not longer than a batch may take.
   */
  synchronized void awaitBuilt(Entity entity) {
    try {
      while (unbuilt.stream().anyMatch(table -> isFilledBy(entity, table))) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationException(
          new Problem(
              RunCode.INTERRUPTED,
              entity.name(),
              "the worker was interrupted while indexes were rebuilt",
              "Run again to go on."),
          e);
    }
  }

  private static boolean isFilledBy(Entity entity, RebuildTable table) {
    return entity.service().equals(table.service())
        && entity.into().stream().map(TableMapping::table).anyMatch(table.table().name()::equals);
  }
}
