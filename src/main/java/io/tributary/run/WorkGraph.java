package io.tributary.run;

import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The items of a plan that are to do, joined by what they depend on. */
final class WorkGraph {

  private record Key(String entity, String tenant) {}

  private final List<WorkItem> items = new ArrayList<>();
  private final Map<Key, WorkItem> byKey = new LinkedHashMap<>();

  /**
   * Joins the items of a plan.
   *
   * @param everything how all partitions of the manifest stand, those outside the plan included
   * @throws RefusedException if an item depends on a partition that is neither complete nor in the
   *     plan
   */
  static List<WorkItem> of(WorkPlan plan, Manifest manifest, WorkPlan everything) {
    WorkGraph graph = new WorkGraph();
    for (PlannedPartition partition : plan.toDo()) {
      boolean loaded = partition.state() == PlannedPartition.State.COMPLETE;
      WorkItem.Task loading = plan.refresh() ? WorkItem.Task.REFRESH : WorkItem.Task.LOAD;
      WorkItem.Task task = loaded ? WorkItem.Task.SETTLE : loading;
      WorkItem item = new WorkItem(graph.items.size(), partition, task);
      graph.items.add(item);
      if (!loaded) {
        graph.byKey.put(new Key(item.entity.name(), item.tenant.name()), item);
      }
    }
    graph.join(manifest, everything);
    graph.items.forEach(item -> graph.refer(item, manifest));
    return graph.items;
  }

  private void refer(WorkItem item, Manifest manifest) {
    for (Entity parent : parents(item.entity, manifest)) {
      WorkItem loading = byKey.get(new Key(parent.name(), item.tenant.name()));
      item.parents.add(new WorkItem.Parent(parent, loading));
    }
  }

  /** The entities that this one refers to, itself excepted. */
  static List<Entity> parents(Entity entity, Manifest manifest) {
    return Mappings.parents(entity).stream()
        .filter(name -> !name.equals(entity.name()))
        .sorted()
        .map(manifest::entity)
        .toList();
  }

  /** Items with nothing that one waits for in another, all with the same task. */
  static List<WorkItem> unordered(List<PlannedPartition> partitions, WorkItem.Task task) {
    List<WorkItem> items = new ArrayList<>();
    partitions.forEach(partition -> items.add(new WorkItem(items.size(), partition, task)));
    return items;
  }

  /**
   * Partitions whose dead letters are tried again: parents first, so that a row whose parent was a
   * dead letter, too, finds it. A partition that has no letters is not waited for.
   */
  static List<WorkItem> ofLetters(List<PlannedPartition> partitions) {
    return parentsFirst(partitions, WorkItem.Task.REPLAY);
  }

  /** Partitions of which some rows are brought in again: parents first. */
  static List<WorkItem> ofRepairs(List<PlannedPartition> partitions) {
    return parentsFirst(partitions, WorkItem.Task.REPAIR);
  }

  private static List<WorkItem> parentsFirst(
      List<PlannedPartition> partitions, WorkItem.Task task) {
    WorkGraph graph = new WorkGraph();
    for (WorkItem item : unordered(partitions, task)) {
      graph.items.add(item);
      graph.byKey.put(new Key(item.entity.name(), item.tenant.name()), item);
    }
    for (WorkItem item : graph.items) {
      for (String parent : item.entity.dependsOn()) {
        WorkItem waitsFor = graph.byKey.get(new Key(parent, item.tenant.name()));
        if (waitsFor != null) {
          item.waitFor(waitsFor);
        }
      }
    }
    return graph.items;
  }

  private void join(Manifest manifest, WorkPlan everything) {
    Set<Key> complete =
        everything.partitions().stream()
            .filter(partition -> partition.state() == PlannedPartition.State.COMPLETE)
            .map(partition -> new Key(partition.entity().name(), partition.tenant().name()))
            .collect(java.util.stream.Collectors.toSet());
    List<Problem> missing = new ArrayList<>();
    for (WorkItem item : byKey.values()) {
      for (String parent : item.entity.dependsOn()) {
        Key key = new Key(parent, item.tenant.name());
        WorkItem waitsFor = byKey.get(key);
        if (waitsFor != null) {
          item.waitFor(waitsFor);
        } else if (!complete.contains(key)) {
          missing.add(incomplete(item, parent, manifest));
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new RefusedException(missing);
    }
  }

  private static Problem incomplete(WorkItem item, String parent, Manifest manifest) {
    return new Problem(
        RunCode.DEPENDENCY_INCOMPLETE,
        item.displayName(),
        "depends on " + parent + "/" + item.tenant.name() + ", which is not complete",
        "Run phase " + manifest.entity(parent).phase() + " first, or select " + parent + " too.");
  }
}
