package io.tributary.run;

import io.tributary.ledger.IndexDrop;
import io.tributary.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

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
    UUID nobody = UUID.randomUUID();
    for (RebuildTable table : RebuildTable.of(manifest, partitions)) {
      String subject = "service " + table.service() + ": " + table.table().displayName();
      IndexDrop drop =
          table.keepers().isEmpty()
              ? databases.ledger(table.service()).indexes().preview(nobody, table.table())
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
}
