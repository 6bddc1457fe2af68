package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ledger.ClaimRequest.Purpose;
import io.tributary.manifest.Manifest;
import io.tributary.testing.TestMigration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refresh goes through a partition once, however many ranges it has and whenever they end. */
class RefreshPurposeTest {

  private static final String MANIFEST =
      """
      name: small
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: UTC, legacy: { url: "jdbc:h2:mem:a" } }
      services: { records: { url: "jdbc:postgresql://localhost/records" } }
      phases: { 1: All }
      entities:
        pupil: { service: records, phase: 1, legacy: { table: Pupil, key: Id }, into: { pupils: { name: Name } } }
      """;

  @TempDir Path directory;

  @Test
  void aClaimThatIsLateForTheEndOfAllRangesBeginsNoOtherPass() {
    Manifest manifest = TestMigration.by(MANIFEST, directory).manifest();
    PlannedPartition planned =
        new PlannedPartition(
            manifest.entity("pupil"),
            manifest.tenants().get(0),
            100,
            0,
            100,
            0,
            0,
            PlannedPartition.State.REFRESH);
    WorkItem item = new WorkItem(0, planned, WorkItem.Task.REFRESH);

    assertThat(LedgerPartitions.purpose(item)).isEqualTo(Purpose.REFRESH);
    item.ranges.offer(List.of(0, 1), 100);
    assertThat(LedgerPartitions.purpose(item)).as("now that all are known").isEqualTo(Purpose.LOAD);
  }
}
