package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.batch.Accounting;
import io.tributary.manifest.Manifest;
import io.tributary.testing.TestMigration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table is loaded when the last partition that fills it has ended; then it is built up first. */
class LoadedTablesTest {

  private static final String MANIFEST =
      """
      name: small
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      defaults: { indexes: rebuild }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: UTC, legacy: { url: "jdbc:h2:mem:a" } }
        - { id: 0a000000-0000-4000-8000-000000000002, name: elm, zone: UTC, legacy: { url: "jdbc:h2:mem:b" } }
      services: { records: { url: "jdbc:postgresql://localhost/records" } }
      phases: { 1: All }
      entities:
        pupil: { service: records, phase: 1, legacy: { table: Pupil, key: Id }, into: { people: { name: Name } } }
        staff: { service: records, phase: 1, legacy: { table: Staff, key: Id }, into: { people: { name: Name } } }
        club: { service: records, phase: 1, legacy: { table: Club, key: Id }, into: { clubs: { name: Name } } }
      """;

  @TempDir Path directory;
  private Manifest manifest;
  private LoadedTables tables;

  @BeforeEach
  void plan() {
    manifest = TestMigration.by(MANIFEST, directory).manifest();
    List<PlannedPartition> partitions = new ArrayList<>();
    for (String entity : List.of("pupil", "staff", "club")) {
      manifest
          .tenants()
          .forEach(
              tenant ->
                  partitions.add(
                      new PlannedPartition(
                          manifest.entity(entity),
                          tenant,
                          1,
                          0,
                          0,
                          0,
                          0,
                          PlannedPartition.State.NEW)));
    }
    tables = new LoadedTables(RebuildTable.of(manifest, partitions));
  }

  @Test
  void aTableIsLoadedWhenEveryPartitionOfEveryEntityThatFillsItHasEndedOnceHoweverItEnded() {
    end("pupil", "oak", PartitionStatus.COMPLETE);
    end("pupil", "oak", PartitionStatus.COMPLETE);
    end("pupil", "elm", PartitionStatus.FAILED);
    end("staff", "oak", PartitionStatus.BLOCKED);
    assertThat(tables.next()).isEmpty();

    end("staff", "elm", PartitionStatus.COMPLETE);

    assertThat(tables.next()).map(table -> table.table().name()).hasValue("people");
    end("staff", "elm", PartitionStatus.COMPLETE);
    assertThat(tables.next()).isEmpty();
  }

  @Test
  void whoFillsATableWaitsUntilItsIndexesAreRebuiltAndOthersDoNot() throws Exception {
    end("club", "oak", PartitionStatus.COMPLETE);
    end("club", "elm", PartitionStatus.COMPLETE);
    RebuildTable clubs = tables.next().orElseThrow();
    tables.awaitBuilt(manifest.entity("pupil"));
    Thread late = new Thread(() -> tables.awaitBuilt(manifest.entity("club")));
    late.start();
    await().until(() -> late.getState() == Thread.State.WAITING);

    tables.built(clubs);

    late.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(late.isAlive()).isFalse();
  }

  private void end(String entity, String tenant, PartitionStatus status) {
    tables.ended(
        new PartitionResult(
            entity,
            tenant,
            status,
            Accounting.NONE,
            Collections.emptySortedMap(),
            Duration.ZERO,
            Optional.empty(),
            Optional.empty()));
  }
}
