package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Accounting;
import io.tributary.batch.Checkpoint;
import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunControlMXBean;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dry run does everything but write. */
class DryRunTest {

  private static final TestPostgres SERVICE = TestPostgres.create();

  @TempDir Path directory;
  private final SmallDistrict district = new SmallDistrict(SERVICE, 25, 3);

  DryRunTest() throws SQLException {}

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void everyRowIsReadMappedAndEncodedAndNothingIsWritten() {
    List<String> before = district.everything();

    RunResult result = dryRun(SmallDistrict.MANIFEST);

    assertThat(result.isComplete()).isTrue();
    assertThat(pupils(result).accounting()).isEqualTo(new Accounting(25, 25, 0, 0, 0, 0, 0));
    assertThat(district.everything()).isEqualTo(before);
    assertThat(district.hasLedger()).isFalse();
  }

  @Test
  void goesOnWhereItWasAfterItsTenantHasRested() {
    RunListener restsOnce =
        new RunListener() {
          private boolean rested;

          @Override
          public synchronized void committed(Checkpoint checkpoint) {
            if (!rested && checkpoint.claim().entity().name().equals("pupil")) {
              rested = true;
              control().pauseTenant("oak");
            }
          }

          @Override
          public void waiting(String entity, String tenant, String why) {
            control().resumeTenant("oak");
          }
        };

    RunResult result =
        district
            .migration(SmallDistrict.MANIFEST, directory)
            .overJmx()
            .dryRun()
            .tell(restsOnce)
            .run();

    assertThat(pupils(result).accounting()).isEqualTo(new Accounting(25, 25, 0, 0, 0, 0, 0));
  }

  private static RunControlMXBean control() {
    try {
      return JMX.newMXBeanProxy(
          ManagementFactory.getPlatformMBeanServer(),
          new ObjectName("io.tributary:type=Run"),
          RunControlMXBean.class);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatWouldFailIsCountedByColumnAndReason() {
    district.oak.execute(
        "UPDATE dbo.Pupil SET Name = 'zwölf' WHERE Id = 12",
        "UPDATE dbo.Pupil SET Name = REPEAT('9', 20) WHERE Id = 13",
        "UPDATE dbo.Pupil SET Status = NULL WHERE Id = 14");
    district.oak.execute(
        "UPDATE dbo.Pupil SET Name = CAST(Id AS NVARCHAR(9)) WHERE Id NOT IN (12, 13)");
    district.service.execute(
        "ALTER TABLE pupils DROP COLUMN name",
        "ALTER TABLE pupils ADD COLUMN number integer",
        "ALTER TABLE pupils ALTER COLUMN status SET NOT NULL");
    List<String> before = district.everything();

    RunResult result =
        dryRun(
            SmallDistrict.MANIFEST.replace(
                "pupils: { name: Name, status: Status }",
                "pupils: { number: { from: Name, as: integer },"
                    + " status: { from: Status, values: { HERE: here } } }"));

    assertThat(pupils(result).status()).isEqualTo(PartitionStatus.COMPLETE);
    assertThat(pupils(result).accounting().deadLettered()).isEqualTo(5);
    assertThat(pupils(result).deadLetterReasons())
        .isEqualTo(
            Map.of(
                "number NOT_CONVERTIBLE", 1L,
                "number OUT_OF_RANGE", 1L,
                "status NULL_NOT_ALLOWED", 1L,
                "status UNKNOWN_VALUE", 2L));
    assertThat(district.everything()).isEqualTo(before);
  }

  @Test
  void aDryRunAfterARunGoesThroughEverythingOnceMoreAndLeavesTheLedgerAsItIs() {
    migration(SmallDistrict.MANIFEST).run();
    List<String> before = district.everything();
    List<String> ledger = ledger();

    RunResult result = dryRun(SmallDistrict.MANIFEST);

    assertThat(pupils(result).accounting().read()).isEqualTo(25);
    assertThat(district.everything()).isEqualTo(before);
    assertThat(ledger()).isEqualTo(ledger);
  }

  @Test
  void aDryRunDoesNotNeedThePrivilegesOfARun() {
    district.service.execute(
        "REVOKE CREATE, TEMPORARY ON DATABASE %s FROM PUBLIC, tributary_test"
            .formatted(district.service.query("SELECT current_database()").get(0)));

    assertThat(dryRun(SmallDistrict.MANIFEST).isComplete()).isTrue();
  }

  private RunResult dryRun(String manifest) {
    return migration(manifest).dryRun().run();
  }

  private TestMigration migration(String manifest) {
    return district.migration(manifest, directory);
  }

  /** All rows of the ledger, as they stand. */
  private List<String> ledger() {
    return district.service.query(
        """
        SELECT 'batch', b::text FROM migration.batch_state b
        UNION ALL SELECT 'partition', p::text FROM migration.partition p
        UNION ALL SELECT 'run', r::text FROM migration.run r
        UNION ALL SELECT 'letter', d::text FROM migration.dead_letter d
        UNION ALL SELECT 'mapping', m::text FROM migration.legacy_id_mapping m
        ORDER BY 1, 2
        """);
  }

  private static PartitionResult pupils(RunResult result) {
    return result.partitions().stream()
        .filter(partition -> partition.entity().equals("pupil"))
        .findAny()
        .orElseThrow();
  }
}
