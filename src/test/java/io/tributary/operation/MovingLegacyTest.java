package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Checkpoint;
import io.tributary.run.Migration;
import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A legacy database that is in use while it is read: late parents, keys below the cursor. */
class MovingLegacyTest {

  private static final TestPostgres SERVICE = TestPostgres.create();
  private static final String MANIFEST = MemberDistrict.MANIFEST;

  @TempDir Path directory;
  private MemberDistrict district;

  @BeforeEach
  void createDistrict() throws SQLException {
    district = new MemberDistrict(SERVICE);
  }

  @AfterEach
  void close() throws SQLException {
    district.close();
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @Test
  void aChildWhoseParentAppearsMeanwhileIsLoadedAndNoDeadLetter() {
    district.legacy("UPDATE dbo.Member SET ClubId = 99 WHERE Id = 7");

    RunResult result =
        district.run(
            MANIFEST,
            directory,
            onFirstBatchOf("member", "INSERT INTO dbo.Club VALUES (99, 'Late club')"));

    assertThat(result.isComplete()).isTrue();
    assertThat(result.accounting().deadLettered()).isZero();
    assertThat(district.letters("member")).containsExactly("7|replayed|2|club_id|MISSING_PARENT");
    assertThat(
            district.query(
                "SELECT m.legacy_id FROM members m JOIN clubs c ON c.id = m.club_id"
                    + " WHERE c.legacy_id = '99'"))
        .containsExactly("7");
    assertThat(district.legacyIds("members")).hasSize(20).doesNotHaveDuplicates();
    assertThat(district.legacyIds("clubs")).hasSize(6);
  }

  @Test
  void aChildWhoseParentNeverComesIsADeadLetterAtTheEnd() {
    district.legacy("UPDATE dbo.Member SET ClubId = 99 WHERE Id = 7");

    RunResult result = district.run(MANIFEST, directory);

    assertThat(result.isComplete()).isTrue();
    assertThat(result.accounting().deadLettered()).isEqualTo(1);
    assertThat(district.letters("member")).containsExactly("7|open|2|club_id|MISSING_PARENT");
    assertThat(district.legacyIds("members")).hasSize(19);
  }

  @Test
  void aRunThatStopsBeforeItSettlesLeavesThatToTheNext() {
    district.legacy("UPDATE dbo.Member SET ClubId = 99 WHERE Id = 7");
    stopAfterLoading("member");
    assertThat(district.letters("member")).containsExactly("7|waiting|1|club_id|MISSING_PARENT");
    district.legacy("INSERT INTO dbo.Club VALUES (99, 'Late club')");

    RunResult result = district.run(MANIFEST, directory);

    assertThat(result.isComplete()).isTrue();
    assertThat(district.letters("member")).containsExactly("7|replayed|2|club_id|MISSING_PARENT");
    assertThat(district.legacyIds("members")).hasSize(20).contains("7");
    assertThat(district.run(MANIFEST, directory).accounting().read()).isZero();
  }

  @Test
  void rowsInsertedBelowTheCursorAreReadByTheSameRunOnce() {
    RunResult result =
        district.run(
            MANIFEST,
            directory,
            onFirstBatchOf(
                "pupil",
                "INSERT INTO dbo.Pupil VALUES (0, 'Late', 'HERE'), (-5, 'Later', 'HERE')"));

    assertThat(result.isComplete()).isTrue();
    assertThat(of(result, "pupil").accounting().read()).isEqualTo(22);
    assertThat(district.legacyIds("pupils"))
        .hasSize(22)
        .contains("0", "-5")
        .doesNotHaveDuplicates();
    assertThat(
            district.query(
                """
                SELECT kind, sum(rows_read) FROM migration.batch_state
                WHERE entity_type = 'pupil' GROUP BY kind ORDER BY kind
                """))
        .containsExactly("catch-up|2", "range|20");
    assertThat(district.run(MANIFEST, directory).accounting().read()).isZero();
  }

  @Test
  void rowsDeletedMeanwhileDoNotFailIt() {
    RunResult result =
        district.run(
            MANIFEST,
            directory,
            onFirstBatchOf("pupil", "DELETE FROM dbo.Pupil WHERE Id IN (3, 4)"));

    assertThat(result.isComplete()).isTrue();
    assertThat(of(result, "pupil").accounting().read()).isEqualTo(20);
    assertThat(district.legacyIds("pupils")).hasSize(20);
  }

  @Test
  void rowsThatWereFilteredAreNotReadAgainWhenOthersAre() throws IOException {
    Path routes = TestMigration.copyRoutes(directory);
    Files.writeString(
        routes.resolve("entities/pupil.camel.yaml"),
        """
        - templatedRoute:
            routeTemplateRef: migrate-entity
            routeId: pupil
            parameters:
              - { name: entity, value: pupil }
              - { name: beforeMapping, value: "direct:pupil-steps" }
        - route:
            id: pupil-steps
            from:
              uri: direct:pupil-steps
              steps:
                - bean: { ref: rows, method: "dropWhere(${body}, 'Status', 'LEFT')" }
        """);

    RunResult result =
        district
            .migration(MANIFEST, directory)
            .routes(routes)
            .tell(onFirstBatchOf("pupil", "INSERT INTO dbo.Pupil VALUES (0, 'Late', 'HERE')"))
            .run();

    assertThat(of(result, "pupil").accounting().read()).isEqualTo(21);
    assertThat(of(result, "pupil").accounting().filtered()).isEqualTo(2);
    assertThat(district.legacyIds("pupils")).hasSize(19).contains("0");
  }

  @Test
  void aRunThatStopsBeforeItSettlesHasNotCompletedThePartition() {
    district.legacy("UPDATE dbo.Member SET ClubId = 99 WHERE Id = 7");

    RunResult stopped = stopAfterLoading("member");

    assertThat(of(stopped, "member").status()).isEqualTo(PartitionStatus.STOPPED);
    assertThat(stopped.isComplete()).isFalse();
    assertThat(stopped.hasFailures()).isFalse();
    assertThat(district.query("SELECT status FROM migration.run ORDER BY started_at DESC LIMIT 1"))
        .containsExactly("incomplete");
  }

  @Test
  void waitingRowsAreNotSettledByAnotherMappingThanTheirBatches() {
    district.legacy("UPDATE dbo.Member SET ClubId = 99 WHERE Id = 7");
    stopAfterLoading("member");
    String changed = MANIFEST.replace("dbo.Member, key: Id", "dbo.Member, key: Id, where: Id > 0");
    assertThat(changed).isNotEqualTo(MANIFEST);

    RunResult result = district.run(changed, directory);

    assertThat(result.hasFailures()).isTrue();
    assertThat(of(result, "member").failure())
        .hasValueSatisfying(why -> assertThat(why).contains("TRB-0504"));
    assertThat(district.letters("member")).containsExactly("7|waiting|1|club_id|MISSING_PARENT");
  }

  @Test
  void aParentThatCannotBeLookedAtAgainFailsTheRowsThatWaitForIt() {
    district.legacy("UPDATE dbo.Member SET ClubId = 99 WHERE Id = 7");
    stopAfterLoading("member");
    String changed =
        MANIFEST.replace("clubs: { name: Name }", "clubs: { name: { from: Name, clean: [trim] } }");
    assertThat(changed).isNotEqualTo(MANIFEST);

    Selection onlyMember = new Selection(Set.of(), Set.of(), Set.of(), Set.of("member"));
    RunResult result = district.migration(changed, directory).run(onlyMember);

    assertThat(result.hasFailures()).isTrue();
    assertThat(of(result, "member").failure())
        .hasValueSatisfying(why -> assertThat(why).contains("TRB-0504"));
  }

  private RunResult stopAfterLoading(String entity) {
    try (Migration migration = district.migration(MANIFEST, directory).open()) {
      return migration.run(
          migration.plan(Selection.ALL),
          new RunListener() {
            @Override
            public void committed(Checkpoint checkpoint) {
              boolean last =
                  checkpoint.claim().entity().name().equals(entity)
                      && checkpoint.upper().equals(List.of("20"));
              if (last) {
                migration.stop();
              }
            }
          });
    }
  }

  private RunListener onFirstBatchOf(String entity, String sql) {
    AtomicBoolean done = new AtomicBoolean();
    return new RunListener() {
      @Override
      public void committed(Checkpoint checkpoint) {
        if (checkpoint.claim().entity().name().equals(entity) && done.compareAndSet(false, true)) {
          district.legacy(sql);
        }
      }
    };
  }

  private static PartitionResult of(RunResult result, String entity) {
    return result.partitions().stream()
        .filter(partition -> partition.entity().equals(entity))
        .findFirst()
        .orElseThrow();
  }
}
