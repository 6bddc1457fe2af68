package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Checkpoint;
import io.tributary.fault.InvalidInputException;
import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schemas that change before a run and while it goes on: what they concern fails before it writes,
 * the rest goes on.
 */
class DriftingSchemaTest {

  private static final TestPostgres SERVICE = TestPostgres.create();
  private static final int PUPILS = 60;

  @TempDir Path directory;
  private SmallDistrict district;

  @BeforeEach
  void createDistrict() throws SQLException {
    district = new SmallDistrict(SERVICE, PUPILS, 30);
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
  void aColumnThatIsDroppedBetweenBatchesFailsItsPartitionAlone() {
    RunResult result =
        runWhile("oak", "pupil", () -> oak("ALTER TABLE dbo.Pupil DROP COLUMN Status"));

    assertFailed(result, "pupil", "oak", "TRB-0320", "column Status is gone");
    assertOthersComplete(result, "pupil", "oak");
    assertThat(pupilsOf("oak")).isPositive().isLessThan(PUPILS).matches(rows -> rows % 10 == 0);
    assertThat(pupilsOf("elm")).isEqualTo(PUPILS);
  }

  @Test
  void aColumnThatIsWidenedBetweenBatchesFailsItsPartition() {
    RunResult result =
        runWhile("oak", "pupil", () -> oak("ALTER TABLE dbo.Pupil ALTER COLUMN Name NVARCHAR(80)"));

    assertFailed(result, "pupil", "oak", "TRB-0320", "column Name was");
    assertOthersComplete(result, "pupil", "oak");
  }

  @Test
  void aColumnThatIsAddedBetweenBatchesFailsItsPartition() {
    RunResult result =
        runWhile("oak", "pupil", () -> oak("ALTER TABLE dbo.Pupil ADD Middle NVARCHAR(20)"));

    assertFailed(result, "pupil", "oak", "TRB-0320", "column Middle is new");
    assertOthersComplete(result, "pupil", "oak");
  }

  @Test
  void aTableThatIsRenamedBetweenBatchesFailsItsPartition() {
    RunResult result =
        runWhile("oak", "pupil", () -> oak("ALTER TABLE dbo.Pupil RENAME TO Pupils"));

    assertFailed(result, "pupil", "oak", "TRB-0320", "has no dbo.Pupil");
    assertOthersComplete(result, "pupil", "oak");
  }

  @Test
  void aColumnThatIsIgnoredMayChangeWhileItsTableIsRead() {
    String manifest =
        SmallDistrict.withElm()
            .replace(
                "{ table: dbo.Pupil, key: Id }",
                "{ table: dbo.Pupil, key: Id }\n    ignore: [ Status ]")
            .replace(", status: Status", "");

    RunResult result =
        runWhile(manifest, "oak", "pupil", () -> oak("ALTER TABLE dbo.Pupil DROP COLUMN Status"));

    assertThat(result.isComplete()).isTrue();
    assertThat(pupilsOf("oak")).isEqualTo(PUPILS);
  }

  @Test
  void aTargetColumnOfAnotherTypeTakesNoFurtherBatch() {
    RunResult result =
        runWhile(
            "oak",
            "pupil",
            () -> target("ALTER TABLE pupils ALTER COLUMN status TYPE varchar(20)"));

    assertFailed(result, "pupil", "oak", "TRB-0410", "status was text, is character varying(20)");
    assertThat(result.accounting().deadLettered()).isZero();
    assertThat(pupilsOf("oak")).isPositive().isLessThan(PUPILS).matches(rows -> rows % 10 == 0);
    assertThat(of(result, "club", "oak").status()).isEqualTo(PartitionStatus.COMPLETE);
    assertThat(of(result, "club", "elm").status()).isEqualTo(PartitionStatus.COMPLETE);
  }

  @Test
  void aTargetColumnThatIsNewOrGoneTakesNoFurtherBatch() {
    RunResult result =
        runWhile(
            "oak", "pupil", () -> target("ALTER TABLE pupils RENAME COLUMN status TO standing"));

    assertFailed(result, "pupil", "oak", "TRB-0410", "column status is gone");
    assertFailed(result, "pupil", "oak", "TRB-0410", "column standing is new");
  }

  @Test
  void aTargetTableThatIsGoneFailsItsPartitionsAndNoRowIsADeadLetter() {
    RunResult result =
        runWhile("oak", "pupil", () -> target("ALTER TABLE pupils RENAME TO learners"));

    assertFailed(result, "pupil", "oak", "TRB-0410", "no such table any more");
    assertThat(result.accounting().deadLettered()).isZero();
    target("ALTER TABLE learners RENAME TO pupils");
  }

  @Test
  void aTargetColumnOfRowsThatAreUpsertedIsLookedAtToo() {
    String manifest =
        SmallDistrict.withElm()
            .replace(
                "{ table: dbo.Club, key: Id }", "{ table: dbo.Club, key: Id }\n    load: upsert");

    RunResult result =
        runWhile(
            manifest,
            "oak",
            "club",
            () -> target("ALTER TABLE clubs ALTER COLUMN name TYPE varchar(20)"));

    assertFailed(result, "club", "oak", "TRB-0410", "column name was text");
    assertThat(of(result, "pupil", "oak").status()).isEqualTo(PartitionStatus.COMPLETE);
  }

  @Test
  void aDistrictThatLacksAColumnBeforeTheRunFailsAlone() {
    oak("ALTER TABLE dbo.Pupil DROP COLUMN Status");

    RunResult result = district.migration(SmallDistrict.withElm(), directory).run();

    assertFailed(result, "pupil", "oak", "TRB-0201", "Status");
    assertOthersComplete(result, "pupil", "oak");
    assertThat(pupilsOf("oak")).isZero();
  }

  @Test
  void anEntityThatFittedOnceAndFitsNowhereAnyMoreStopsNoOther() {
    assertThat(district.migration(SmallDistrict.withElm(), directory).run().isComplete()).isTrue();
    target("ALTER TABLE pupils DROP COLUMN status");
    oak("INSERT INTO dbo.Club VALUES (31, 'Late')");

    RunResult result = district.migration(SmallDistrict.withElm(), directory).refresh().run();

    assertFailed(result, "pupil", "oak", "TRB-0203", "status");
    assertFailed(result, "pupil", "elm", "TRB-0203", "status");
    assertThat(of(result, "club", "oak").status()).isEqualTo(PartitionStatus.COMPLETE);
    assertThat(district.number("SELECT count(*) FROM clubs WHERE legacy_id = '31'")).isEqualTo(1);
  }

  @Test
  void aTargetTableThatIsGoneBeforeTheRunStopsNoOtherEntity() {
    assertThat(district.migration(SmallDistrict.withElm(), directory).run().isComplete()).isTrue();
    target("ALTER TABLE pupils RENAME TO learners");

    RunResult result = district.migration(SmallDistrict.withElm(), directory).refresh().run();

    target("ALTER TABLE learners RENAME TO pupils");
    assertFailed(result, "pupil", "oak", "TRB-0202", "pupils");
    assertThat(of(result, "club", "elm").status()).isEqualTo(PartitionStatus.COMPLETE);
  }

  @Test
  void anEntityThatNeverFittedAnywhereRefusesTheRun() {
    oak("ALTER TABLE dbo.Pupil DROP COLUMN Status");
    district.elm.execute("ALTER TABLE dbo.Pupil DROP COLUMN Status");

    assertThatThrownBy(() -> district.migration(SmallDistrict.withElm(), directory).run())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-0201");
    assertThat(district.hasLedger()).isFalse();
  }

  @Test
  void aRunThatGoesOnMeetsWhatHasChangedSinceItsLastBatch() {
    RunResult first =
        runWhile("oak", "pupil", () -> oak("ALTER TABLE dbo.Pupil ALTER COLUMN Name NVARCHAR(80)"));
    assertThat(first.hasFailures()).isTrue();
    long before = pupilsOf("oak");

    RunResult second = district.migration(SmallDistrict.withElm(), directory).run();

    assertFailed(second, "pupil", "oak", "TRB-0504", "Name");
    assertThat(pupilsOf("oak")).isEqualTo(before);
    assertThat(
            district
                .migration(SmallDistrict.withElm(), directory)
                .acceptChanges("wider names")
                .run()
                .isComplete())
        .isTrue();
    assertThat(pupilsOf("oak")).isEqualTo(PUPILS);
  }

  private RunResult runWhile(String tenant, String entity, Runnable drift) {
    return runWhile(SmallDistrict.withElm(), tenant, entity, drift);
  }

  private RunResult runWhile(String manifest, String tenant, String entity, Runnable drift) {
    AtomicBoolean done = new AtomicBoolean();
    return district
        .migration(manifest, directory)
        .tell(
            new RunListener() {
              @Override
              public void committed(Checkpoint checkpoint) {
                boolean there =
                    checkpoint.claim().entity().name().equals(entity)
                        && checkpoint.claim().tenant().name().equals(tenant);
                if (there && done.compareAndSet(false, true)) {
                  drift.run();
                }
              }
            })
        .run();
  }

  private void oak(String sql) {
    district.oak.execute(sql);
  }

  private void target(String sql) {
    district.service.execute(sql);
  }

  private long pupilsOf(String tenant) {
    String number = tenant.equals("oak") ? "1" : "2";
    return district.number(
        "SELECT count(*) FROM pupils WHERE tenant_id::text LIKE '%" + number + "'");
  }

  private static void assertFailed(
      RunResult result, String entity, String tenant, String... words) {
    PartitionResult partition = of(result, entity, tenant);
    assertThat(partition.status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(partition.failure()).hasValueSatisfying(why -> assertThat(why).contains(words));
    assertThat(result.hasFailures()).isTrue();
  }

  private static void assertOthersComplete(RunResult result, String entity, String tenant) {
    assertThat(result.partitions())
        .filteredOn(p -> !(p.entity().equals(entity) && p.tenant().equals(tenant)))
        .hasSize(3)
        .allMatch(p -> p.status() == PartitionStatus.COMPLETE);
  }

  private static PartitionResult of(RunResult result, String entity, String tenant) {
    return result.partitions().stream()
        .filter(p -> p.entity().equals(entity) && p.tenant().equals(tenant))
        .findFirst()
        .orElseThrow();
  }
}
