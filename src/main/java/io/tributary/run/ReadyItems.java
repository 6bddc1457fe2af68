package io.tributary.run;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The items that could begin as far as order goes, the largest first: all that they wait for are
 * complete, and their tenant has ended its earlier phases. When all of a tenant's phase is loaded,
 * the rows that still wait for a parent are tried again, one entity after the other, parents first.
 * Every step costs about the logarithm of the number of items, since a run may have a hundred
 * thousand. Not thread-safe.
 */
final class ReadyItems {

  /** New rows of parents before the rows that wait for them, and each by the plan's order. */
  private static final Comparator<WorkItem> ORDER_OF_SETTLING =
      comparing((WorkItem item) -> item.task)
          .thenComparingInt(item -> item.number)
          .thenComparing(item -> item.entity.name())
          .thenComparing(item -> item.tenant.name());

  private static final Comparator<WorkItem> LARGEST_FIRST =
      comparingLong((WorkItem item) -> item.estimatedRows)
          .reversed()
          .thenComparing(ORDER_OF_SETTLING);

  private final SortedSet<WorkItem> ready = new TreeSet<>(LARGEST_FIRST);
  private final Map<String, NavigableMap<Integer, Phase>> unended = new HashMap<>();

  /** What a tenant still has to do in one phase. */
  private static final class Phase {
    final Set<WorkItem> loading = new LinkedHashSet<>();
    final Queue<WorkItem> settling = new PriorityQueue<>(ORDER_OF_SETTLING);
  }

  ReadyItems(Collection<WorkItem> items) {
    for (WorkItem item : items) {
      Phase phase =
          unended
              .computeIfAbsent(item.tenant.name(), tenant -> new TreeMap<>())
              .computeIfAbsent(item.phase, number -> new Phase());
      if (item.task == WorkItem.Task.SETTLE) {
        settle(phase, item, item);
      } else {
        phase.loading.add(item);
      }
    }
    items.forEach(this::consider);
    List.copyOf(unended.keySet()).forEach(this::proceed);
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
    NavigableMap<Integer, Phase> phases = unended.get(item.tenant.name());
    if (item.state == WorkItem.State.WAITING
        && item.waitsFor == 0
        && phases != null
        && phases.firstKey() == item.phase
        && phases.firstEntry().getValue().loading.contains(item)) {
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

  /** Once its tenant's phase is loaded, the rows of this item that wait are tried again. */
  void settleLater(WorkItem item) {
    settle(phase(item), item, item.settle());
  }

  /** A parent is looked at once, whoever waits for its rows. */
  private static void settle(Phase phase, WorkItem waiting, WorkItem settling) {
    for (WorkItem.Parent parent : waiting.parents) {
      boolean known =
          phase.settling.stream()
              .anyMatch(
                  other ->
                      other.task == WorkItem.Task.CATCH_UP && other.entity.equals(parent.entity()));
      if (!known) {
        phase.settling.add(waiting.catchUp(parent));
      }
    }
    phase.settling.add(settling);
  }

  private void ended(WorkItem item) {
    phase(item).loading.remove(item);
    proceed(item.tenant.name());
  }

  private Phase phase(WorkItem item) {
    return unended.get(item.tenant.name()).get(item.phase);
  }

  /** Goes on to what is next where a phase is through: a settling item, or the next phase. */
  private void proceed(String tenant) {
    NavigableMap<Integer, Phase> phases = unended.get(tenant);
    while (!phases.isEmpty() && phases.firstEntry().getValue().loading.isEmpty()) {
      Phase first = phases.firstEntry().getValue();
      WorkItem settling = first.settling.poll();
      if (settling != null) {
        first.loading.add(settling);
      } else {
        phases.pollFirstEntry();
      }
      if (!phases.isEmpty()) {
        phases.firstEntry().getValue().loading.forEach(this::consider);
      }
    }
    if (phases.isEmpty()) {
      unended.remove(tenant);
    }
  }

  /** Whether every item has ended. */
  boolean isFinished() {
    return unended.isEmpty();
  }
}
