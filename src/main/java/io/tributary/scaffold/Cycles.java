package io.tributary.scaffold;

import io.tributary.legacy.LegacyTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Defers as many references as it takes for the others to form no cycle. References that may not be
 * NULL are kept first, since a deferred one is NULL until the second pass; after that their order
 * decides, so that the same catalog gets the same answer.
 */
final class Cycles {

  private final Map<LegacyTable.Name, Set<LegacyTable.Name>> parents = new HashMap<>();

  /** The same references, some of them deferred, in the same order. */
  static List<Reference> broken(List<Reference> references) {
    Cycles cycles = new Cycles();
    Set<Reference> deferred = new HashSet<>();
    references.stream()
        .sorted(Comparator.comparing(Reference::nullable))
        .filter(reference -> !cycles.takes(reference))
        .forEach(deferred::add);
    List<Reference> broken = new ArrayList<>();
    for (Reference reference : references) {
      broken.add(deferred.contains(reference) ? reference.asDeferred() : reference);
    }
    return List.copyOf(broken);
  }

  /** Whether the child can wait for the parent: not if the parent waits for the child. */
  private boolean takes(Reference reference) {
    if (reference.isSelf() || waits(reference.parent(), reference.child())) {
      return false;
    }
    parents.computeIfAbsent(reference.child(), child -> new HashSet<>()).add(reference.parent());
    return true;
  }

  private boolean waits(LegacyTable.Name from, LegacyTable.Name forWhom) {
    Set<LegacyTable.Name> seen = new HashSet<>();
    Deque<LegacyTable.Name> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      LegacyTable.Name at = next.remove();
      if (at.equals(forWhom)) {
        return true;
      }
      if (seen.add(at)) {
        next.addAll(parents.getOrDefault(at, Set.of()));
      }
    }
    return false;
  }
}
