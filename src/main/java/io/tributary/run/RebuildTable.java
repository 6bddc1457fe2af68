package io.tributary.run;

import io.tributary.ledger.DroppedIndex;
import io.tributary.ledger.IndexedTable;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Indexes;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.TableMapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A target table with an entity to be loaded whose indexes are to be rebuilt.
 *
 * @param service its service
 * @param table the table
 * @param partitions the partitions that a plan loads into it, as entity/tenant
 * @param keepers entities among these whose indexes are to be kept; the table's then are, too
 */
record RebuildTable(
    String service, IndexedTable table, Set<String> partitions, Set<String> keepers) {

  /** The tables that those of these partitions fill that are not complete, if one is to rebuild. */
  static List<RebuildTable> of(Manifest manifest, Collection<PlannedPartition> partitions) {
    Map<TargetName, List<PlannedPartition>> loads = new LinkedHashMap<>();
    for (PlannedPartition partition : partitions) {
      if (partition.state() != PlannedPartition.State.COMPLETE) {
        targets(partition.entity())
            .forEach(name -> loads.computeIfAbsent(name, n -> new ArrayList<>()).add(partition));
      }
    }
    List<RebuildTable> tables = new ArrayList<>();
    loads.forEach(
        (name, fill) -> {
          if (fill.stream().anyMatch(load -> load.entity().indexes() == Indexes.REBUILD)) {
            tables.add(of(manifest, name, fill));
          }
        });
    return tables;
  }

  private static RebuildTable of(Manifest manifest, TargetName name, List<PlannedPartition> fill) {
    IndexedTable table =
        new IndexedTable(
            manifest.service(name.service).schema(),
            name.table,
            manifest.conventions().tenantId(),
            manifest.entities().values().stream()
                .filter(entity -> targets(entity).contains(name))
                .map(Entity::identity)
                .collect(Collectors.toUnmodifiableSet()));
    Set<String> keepers = new TreeSet<>();
    Set<String> partitions = new LinkedHashSet<>();
    for (PlannedPartition partition : fill) {
      partitions.add(partition.entity().name() + "/" + partition.tenant().name());
      if (partition.entity().indexes() == Indexes.KEEP) {
        keepers.add(partition.entity().name());
      }
    }
    return new RebuildTable(name.service, table, partitions, keepers);
  }

  private static List<TargetName> targets(Entity entity) {
    return entity.into().stream()
        .map(TableMapping::table)
        .map(table -> new TargetName(entity.service(), table))
        .distinct()
        .toList();
  }

  /** Whether it is the index's table. */
  boolean has(DroppedIndex index) {
    return index.schema().equals(table.schema()) && index.table().equals(table.name());
  }

  /** Why its indexes are kept, where there are keepers. */
  String whyKept() {
    return "the manifest keeps them for " + String.join(", ", keepers);
  }

  private record TargetName(String service, String table) {}
}
