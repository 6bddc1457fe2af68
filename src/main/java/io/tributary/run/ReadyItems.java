package io.tributary.run;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The items that could begin as far as order goes, the largest first: all that they wait for are
 * complete, and their tenant has ended its earlier phases. Every step costs about the logarithm of
 * the number of items, since a run may have a hundred thousand. Not thread-safe.
 */
final class ReadyItems {

  private static final Comparator<WorkItem> LARGEST_FIRST =
      comparingLong((WorkItem item) -> item.estimatedRows)
          .reversed()
          .thenComparing(comparingInt(item -> item.number));

  private final SortedSet<WorkItem> ready = new TreeSet<>(LARGEST_FIRST);
  private final Map<String, NavigableMap<Integer, List<WorkItem>>> unended = new HashMap<>();

  ReadyItems(Collection<WorkItem> items) {
    for (WorkItem item : items) {
      unended
          .computeIfAbsent(item.tenant.name(), tenant -> new TreeMap<>())
          .computeIfAbsent(item.entity.phase(), phase -> new ArrayList<>())
          .add(item);
    }
    items.forEach(this::consider);
  }

  /** The ready items, the largest first. */
  Collection<WorkItem> all() {
    return ready;
  }

  /** The item begins. */
  void remove(WorkItem item) {
    ready.remove(item);
  }

  /** Takes the item up if nothing in the order speaks against it. */
  void consider(WorkItem item) {
    NavigableMap<Integer, List<WorkItem>> phases = unended.get(item.tenant.name());
    if (item.state == WorkItem.State.WAITING
        && item.waitsFor == 0
        && phases != null
        && phases.firstKey() == item.entity.phase()) {
      ready.add(item);
    }
  }

  /** The item is complete: what waited for it waits no longer. */
  void complete(WorkItem item) {
    for (WorkItem dependent : item.dependents) {
      dependent.waitsFor--;
      consider(dependent);
    }
    ended(item);
  }

  /** The item will not be complete. Returns those that end with it, at any distance. */
  List<WorkItem> incomplete(WorkItem item) {
    List<WorkItem> blocked = new ArrayList<>();
    Deque<WorkItem> causes = new ArrayDeque<>(List.of(item));
    while (!causes.isEmpty()) {
      WorkItem cause = causes.remove();
      for (WorkItem dependent : cause.dependents) {
        if (dependent.state == WorkItem.State.WAITING) {
          dependent.end(
              PartitionStatus.BLOCKED, "waits for " + cause.displayName() + ", which has failed");
          blocked.add(dependent);
          causes.add(dependent);
        }
      }
    }
    ended(item);
    blocked.forEach(this::ended);
    return blocked;
  }

  private void ended(WorkItem item) {
    NavigableMap<Integer, List<WorkItem>> phases = unended.get(item.tenant.name());
    List<WorkItem> phase = phases.get(item.entity.phase());
    phase.remove(item);
    if (phase.isEmpty()) {
      phases.remove(item.entity.phase());
      if (phases.isEmpty()) {
        unended.remove(item.tenant.name());
      } else {
        phases.firstEntry().getValue().forEach(this::consider);
      }
    }
  }

  /** Whether every item has ended. */
  boolean isFinished() {
    return unended.isEmpty();
  }
}
