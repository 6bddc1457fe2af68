package io.tributary.run;

import io.tributary.ledger.IndexDrop;
import io.tributary.ledger.IndexedTable;
import io.tributary.manifest.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Says beforehand which indexes a run would drop and rebuild, and why it would keep others. */
final class IndexCheck {

  private final Manifest manifest;
  private final Databases databases;

  IndexCheck(Manifest manifest, Databases databases) {
    this.manifest = manifest;
    this.databases = databases;
  }

  /** As things stand, for services that can be reached. */
  List<Finding> check(List<PlannedPartition> partitions) {
    List<Finding> findings = new ArrayList<>();
    List<RebuildTable> tables = RebuildTable.of(manifest, partitions);
    Map<String, Map<IndexedTable, IndexDrop>> previews = previews(tables);
    for (RebuildTable table : tables) {
      String subject = "service " + table.service() + ": " + table.table().displayName();
      IndexDrop drop =
          table.keepers().isEmpty()
              ? previews.get(table.service()).get(table.table())
              : new IndexDrop.Kept(table.whyKept());
      if (drop instanceof IndexDrop.Dropped dropped) {
        findings.add(
            Finding.ok(
                subject
                    + ": dropped before the load and rebuilt after it: "
                    + String.join(", ", dropped.indexes())));
      } else if (drop instanceof IndexDrop.Kept kept) {
        findings.add(Finding.ok(subject + ": indexes are kept: " + kept.why()));
      }
    }
    return findings;
  }

  /** A service is asked about all its tables together. */
  private Map<String, Map<IndexedTable, IndexDrop>> previews(List<RebuildTable> tables) {
    Map<String, List<IndexedTable>> asked =
        tables.stream()
            .filter(table -> table.keepers().isEmpty())
            .collect(
                Collectors.groupingBy(
                    RebuildTable::service,
                    Collectors.mapping(RebuildTable::table, Collectors.toList())));
    UUID nobody = UUID.randomUUID();
    Map<String, Map<IndexedTable, IndexDrop>> previews = new HashMap<>();
    asked.forEach(
        (service, ofService) ->
            previews.put(service, databases.ledger(service).indexes().preview(nobody, ofService)));
    return previews;
  }
}
