package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.manifest.Manifest;
import io.tributary.testing.TestMigration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows whose parents are dead letters, too, are tried again after them. */
class ReplayOrderTest {

  private static final String MANIFEST =
      """
      name: order
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: UTC, legacy: { url: "jdbc:h2:mem:oak" } }
      services: { records: { url: "jdbc:postgresql://localhost/records" } }
      phases: { 1: All }
      entities:
        club:
          service: records
          phase: 1
          legacy: { table: dbo.Club, key: Id }
          into: { clubs: { name: Name } }
        member:
          service: records
          phase: 1
          legacy: { table: dbo.Member, key: Id }
          into: { members: { club_id: { from: ClubId, ref: club } } }
      """;

  @TempDir Path directory;

  @Test
  void aChildWaitsForItsParentsLetters() {
    List<WorkItem> items = WorkGraph.ofLetters(partitions("club", "member"));

    assertThat(items).extracting(item -> item.waitsFor).containsExactly(0, 1);
    assertThat(items.get(0).dependents).containsExactly(items.get(1));
  }

  @Test
  void aParentWithoutLettersIsNotWaitedFor() {
    assertThat(WorkGraph.ofLetters(partitions("member")))
        .extracting(item -> item.waitsFor)
        .containsExactly(0);
  }

  private List<PlannedPartition> partitions(String... entities) {
    Manifest manifest = TestMigration.by(MANIFEST, directory).manifest();
    return java.util.Arrays.stream(entities)
        .map(
            entity ->
                new PlannedPartition(
                    manifest.entity(entity),
                    manifest.tenants().get(0),
                    0,
                    0,
                    0,
                    1,
                    0,
                    PlannedPartition.State.COMPLETE))
        .toList();
  }
}
