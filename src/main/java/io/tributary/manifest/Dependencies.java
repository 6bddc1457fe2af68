package io.tributary.manifest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What each entity waits for: what it says it depends on, and what it refers to without deferring.
 * Edges to the entity itself and to unknown entities are left out; they are reported elsewhere.
 */
final class Dependencies {

  private final Map<String, Entity> entities;
  private final Map<String, Set<String>> parents = new LinkedHashMap<>();

  Dependencies(Map<String, Entity> entities) {
    this.entities = entities;
    for (Entity entity : entities.values()) {
      Set<String> of = new LinkedHashSet<>(entity.dependsOn());
      for (Columns.ReferenceColumn reference : Columns.references(entity)) {
        if (!reference.to().deferred()) {
          of.add(reference.to().entity());
        }
      }
      of.remove(entity.name());
      of.retainAll(entities.keySet());
      parents.put(entity.name(), of);
    }
  }

  /** The entities that this one waits for. */
  Set<String> of(String entity) {
    return Collections.unmodifiableSet(parents.getOrDefault(entity, Set.of()));
  }

  /**
   * All entities with their whole {@code dependsOn}, parents before children: of those whose
   * parents are all placed, the first in the file comes next. Only without cycles.
   */
  Map<String, Entity> inOrder() {
    Map<String, Entity> ordered = new LinkedHashMap<>();
    placeable().forEach(name -> ordered.put(name, complete(entities.get(name))));
    if (ordered.size() != entities.size()) {
      throw new IllegalStateException("entities in a cycle have no order: " + cycles());
    }
    return Collections.unmodifiableMap(ordered);
  }

  /** The entities, in their order, that wait for no cycle. */
  private Set<String> placeable() {
    List<String> names = List.copyOf(entities.keySet());
    Map<String, Integer> rank = new HashMap<>();
    Map<String, Integer> waitsFor = new HashMap<>();
    Map<String, List<String>> children = new HashMap<>();
    for (String name : names) {
      rank.put(name, rank.size());
      waitsFor.put(name, of(name).size());
      of(name).forEach(p -> children.computeIfAbsent(p, k -> new ArrayList<>()).add(name));
    }
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    names.stream().filter(name -> waitsFor.get(name) == 0).map(rank::get).forEach(ready::add);
    Set<String> placed = new LinkedHashSet<>();
    while (!ready.isEmpty()) {
      String next = names.get(ready.remove());
      placed.add(next);
      for (String child : children.getOrDefault(next, List.of())) {
        if (waitsFor.merge(child, -1, Integer::sum) == 0) {
          ready.add(rank.get(child));
        }
      }
    }
    return placed;
  }

  private Entity complete(Entity entity) {
    return new Entity(
        entity.name(),
        entity.identity(),
        entity.service(),
        entity.phase(),
        of(entity.name()),
        entity.scope(),
        entity.naturalKey(),
        entity.legacy(),
        entity.batch(),
        entity.load(),
        entity.indexes(),
        entity.ranges(),
        entity.plan(),
        entity.into(),
        entity.ignore(),
        entity.at());
  }

  /** A shortest cycle for each knot of entities, each beginning with its first in the file. */
  List<List<String>> cycles() {
    List<List<String>> cycles = new ArrayList<>();
    Set<String> told = new HashSet<>(placeable());
    for (String start : entities.keySet()) {
      if (!told.contains(start)) {
        List<String> cycle = shortestWayBack(start);
        told.addAll(cycle);
        if (!cycle.isEmpty()) {
          cycles.add(cycle);
        }
      }
    }
    return cycles;
  }

  private List<String> shortestWayBack(String start) {
    Map<String, String> cameFrom = new HashMap<>();
    Deque<String> next = new ArrayDeque<>(List.of(start));
    while (!next.isEmpty()) {
      String at = next.remove();
      for (String parent : of(at)) {
        if (parent.equals(start)) {
          return way(cameFrom, start, at);
        }
        if (cameFrom.putIfAbsent(parent, at) == null) {
          next.add(parent);
        }
      }
    }
    return List.of();
  }

  private static List<String> way(Map<String, String> cameFrom, String start, String end) {
    Deque<String> way = new ArrayDeque<>();
    for (String at = end; !at.equals(start); at = cameFrom.get(at)) {
      way.push(at);
    }
    way.push(start);
    return List.copyOf(way);
  }
}
