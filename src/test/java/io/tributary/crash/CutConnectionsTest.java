package io.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.RunResult;
import io.tributary.testing.CutPoint;
import io.tributary.testing.PostgresProxy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A connection to the service that is cut within a batch is tried again by the route, and the
 * outcome of its COMMIT is found out: the run goes on by itself to the same end.
 */
class CutConnectionsTest {

  @TempDir static Path shared;
  private static CrashContents undisturbed;

  @TempDir Path directory;
  private CrashTarget target;
  private PostgresProxy proxy;

  @BeforeAll
  static void migrateUndisturbed() throws Exception {
    undisturbed = CrashContents.of(Undisturbed.migrate(shared.resolve("undisturbed")));
  }

  @BeforeEach
  void create() throws Exception {
    target = CrashTarget.create(TestPostgres.port());
    proxy = new PostgresProxy(TestPostgres.port());
  }

  @AfterEach
  void end() {
    proxy.close();
  }

  @ParameterizedTest
  @CsvSource({"INSIDE_COPY, 48", "BEFORE_COMMIT, 44", "AFTER_COMMIT, 40", "AFTER_COMMIT, 50"})
  void aRangeWhoseConnectionIsCutGoesOnByItselfToo(CutPoint point, int nth) throws Exception {
    proxy.cutAt(point, nth);

    RunResult result = migration(5).parallel(4).rangeRows(10).run();

    assertThat(result.isComplete()).as("%s", result.partitions()).isTrue();
    assertThat(proxy.cuts()).isEqualTo(1);
    assertThat(CrashContents.of(target).differencesFrom(undisturbed)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "INSIDE_COPY,    7", "BEFORE_COMMIT,  1", "BEFORE_COMMIT, 14",
    "AFTER_COMMIT,   1", "AFTER_COMMIT,  14", "AFTER_COMMIT,  36"
  })
  void theRunGoesOnByItselfAndNothingIsLostOrDoubled(CutPoint point, int nth) throws Exception {
    proxy.cutAt(point, nth);

    RunResult result = migration(10).parallel(1).run();

    assertThat(result.isComplete()).as("%s", result.partitions()).isTrue();
    assertThat(proxy.cuts()).isEqualTo(1);
    assertThat(CrashContents.of(target).differencesFrom(undisturbed)).isEmpty();
  }

  private TestMigration migration(int batchRows) {
    return TestMigration.by(CrashDistricts.manifest(batchRows), directory)
        .routes(CrashDistricts.routes(directory))
        .with(CrashDistricts.get().environment())
        .with("RECORDS_URL", target.urlBy(proxy.port()));
  }
}
