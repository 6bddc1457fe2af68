package io.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fault.Failpoint;
import io.tributary.testing.TestPostgres;
import io.tributary.testing.TributaryProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process that is killed or frozen at the worst moments of a batch costs no row and doubles none,
 * whatever the batch size and parallelism that the next one goes on with.
 */
class KilledAtNamedPointsTest {

  @TempDir static Path shared;
  private static CrashContents undisturbed;

  @TempDir Path directory;
  private CrashTarget target;
  private CrashedMigration migration;

  @BeforeAll
  static void migrateUndisturbed() throws Exception {
    undisturbed = CrashContents.of(Undisturbed.migrate(shared.resolve("undisturbed")));
  }

  @BeforeEach
  void create() throws Exception {
    target = CrashTarget.create(TestPostgres.port());
    migration = new CrashedMigration(directory, target);
  }

  @AfterEach
  void end() {
    migration.close();
  }

  @ParameterizedTest
  @CsvSource({
    "BEFORE_COPY,   9, 7, 2",
    "INSIDE_COPY,  12, 4, 1",
    "AFTER_COPY,    6, 25, 2",
    "BEFORE_COMMIT, 8, 10, 1",
    "AFTER_COMMIT, 11, 13, 2",
    "IN_REPLAY,     1, 9, 1"
  })
  void theNextRunGoesOnAsIfNothingHadBeen(Failpoint point, int hit, int batchRows, int parallel)
      throws Exception {
    migration.killAt(point, hit);

    migration.batchRows(batchRows).parallel(parallel).finishHere();

    assertThat(migration.contents().differencesFrom(undisturbed)).isEmpty();
  }

  @Test
  void indexesThatAKilledProcessLeftMissingAreSaidToBeAndPutBackByTheNextRun() throws Exception {
    List<String> before = indexes();
    migration.killAt(Failpoint.INSIDE_COPY, 3);
    assertThat(before).containsAll(indexes()).hasSize(indexes().size() + 4);
    assertThat(migration.status())
        .contains("index pupils_by_name of public.pupils is missing", "the next run rebuilds it");

    migration.finishHere();

    assertThat(indexes()).isEqualTo(before);
    assertThat(migration.status()).doesNotContain("missing");
  }

  private List<String> indexes() throws Exception {
    try (Connection connection = target.connect()) {
      return CrashContents.indexes(connection);
    }
  }

  @Test
  void aProcessThatIsKilledAgainAndAgainGetsToItsEnd() throws Exception {
    migration.killAt(Failpoint.BEFORE_COMMIT, 3);
    assertThat(batches()).as("committed, when the third was not").isEqualTo(2);
    migration.batchRows(8).killAt(Failpoint.AFTER_COMMIT, 5);
    assertThat(batches()).as("committed, with the fifth of these").isEqualTo(2 + 5);

    migration.batchRows(15).parallel(2).runUntilDone();

    assertThat(migration.contents().differencesFrom(undisturbed)).isEmpty();
  }

  @Test
  void aRollbackThatIsKilledGoesOnAndWhatItTookBackIsLoadedAgain() throws Exception {
    migration.finishHere();
    migration.killRollback(4);

    migration.rollBack();
    assertThat(migration.contents().differencesFrom(undisturbed)).isNotEmpty();
    migration.batchRows(9).parallel(2).finishHere();

    assertThat(migration.contents().differencesFrom(undisturbed)).isEmpty();
  }

  @Test
  void aWorkerThatWakesAfterItsWorkWasTakenOverWritesNothing() throws Exception {
    FrozenProcess frozen = migration.freezeAt(Failpoint.INSIDE_COPY, 9);
    migration.batchRows(7).takeoverAfter(Duration.ofSeconds(4)).finishHere();

    frozen.wake();

    TributaryProcess woken = frozen.process();
    assertThat(woken.exitStatus()).as(woken.out()).isEqualTo(CrashedMigration.DONE);
    assertThat(woken.out()).contains("waits: held by run");
    assertThat(migration.contents().differencesFrom(undisturbed)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "BEFORE_COPY, 84, 4",
    "AFTER_COPY, 86, 1",
    "BEFORE_COMMIT, 88, 2",
    "AFTER_COMMIT, 90, 3"
  })
  void aProcessThatIsKilledWithRangesInHandIsGoneOnWithInAll(Failpoint point, int hit, int parallel)
      throws Exception {
    migration.batchRows(3).parallel(4).rangeRows(8).killAt(point, hit);
    assertThat(ranges("range_no > 0")).as("cut").isPositive();
    assertThat(ranges("held")).as("in hand").isGreaterThan(1);

    migration.parallel(parallel).finishHere();

    assertThat(migration.contents().differencesFrom(undisturbed)).isEmpty();
  }

  @Test
  void aProcessThatWakesAfterItsRangesWereTakenOverWritesToNoneOfThem() throws Exception {
    migration.batchRows(3).parallel(4).rangeRows(8);
    FrozenProcess frozen = migration.freezeAt(Failpoint.BEFORE_COPY, 86);
    assertThat(ranges("range_no > 0")).as("cut").isPositive();
    assertThat(ranges("held")).as("in hand").isGreaterThan(1);
    migration.takeoverAfter(Duration.ofSeconds(4)).finishHere();

    frozen.wake();

    TributaryProcess woken = frozen.process();
    assertThat(woken.exitStatus()).as(woken.out()).isEqualTo(CrashedMigration.DONE);
    assertThat(migration.contents().differencesFrom(undisturbed)).isEmpty();
  }

  /** Of the results, which alone are cut. */
  private long ranges(String condition) throws Exception {
    return number(
        """
        SELECT count(*) FROM "migration"."partition" JOIN "migration"."entity" e USING ("entity_no")
        WHERE e."name" = 'result' AND %s
        """
            .formatted(condition));
  }

  private long batches() throws Exception {
    return number("SELECT count(*) FROM \"migration\".\"batch_state\"");
  }

  private long number(String sql) throws Exception {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
