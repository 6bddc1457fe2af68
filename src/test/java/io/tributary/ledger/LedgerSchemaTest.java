package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Retries;
import io.tributary.manifest.DeadLetterRules;
import io.tributary.testing.TestPostgres;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class LedgerSchemaTest {

  @Test
  void aDatabaseWithoutASchemaHasNoStates() {
    try (LedgerFixture fixture = new LedgerFixture()) {
      assertThat(fixture.ledger.exists()).isFalse();
      assertThat(fixture.ledger.states()).isEmpty();
      assertThat(fixture.ledger.states(LedgerFixture.entity("student"), LedgerFixture.tenant("a")))
          .isEmpty();
      assertThat(fixture.postgres.query("SELECT 1 FROM pg_namespace WHERE nspname = 'migration'"))
          .isEmpty();
    }
  }

  @Test
  void aPlainRoleMigratesTwiceAndKeepsWhatIsThere() {
    try (LedgerFixture fixture = LedgerFixture.migrated()) {
      fixture.ledger.requireSecret("check");

      fixture.ledger.migrate();

      assertThat(fixture.ledger.exists()).isTrue();
      assertThat(fixture.postgres.query("SELECT value FROM migration.setting"))
          .containsExactly("check");
      assertThat(
              fixture.postgres.query(
                  "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'migration'"))
          .containsExactly(TestPostgres.ROLE);
      assertThat(
              fixture.postgres.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
          .isEmpty();
    }
  }

  @Test
  void twoProcessesMigrateAtOnce() throws Exception {
    ExecutorService processes = Executors.newFixedThreadPool(2);
    try (LedgerFixture fixture = new LedgerFixture()) {
      CyclicBarrier start = new CyclicBarrier(2);
      List<Future<Boolean>> both =
          List.of(
              processes.submit(() -> migrateAt(start, fixture)),
              processes.submit(() -> migrateAt(start, fixture)));

      for (Future<Boolean> process : both) {
        assertThat(process.get()).isTrue();
      }
      assertThat(
              fixture.postgres.query(
                  "SELECT version FROM migration.flyway_history WHERE version IS NOT NULL"))
          .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
    } finally {
      processes.shutdownNow();
    }
  }

  private static boolean migrateAt(CyclicBarrier start, LedgerFixture fixture) throws Exception {
    Ledger ledger =
        new Ledger(
            LedgerFixture.service(Optional.empty()),
            fixture.postgres.dataSource(),
            LedgerTimes.DEFAULT,
            Retries.NONE,
            DeadLetterRules.DEFAULT);
    start.await();
    ledger.migrate();
    return ledger.exists();
  }

  @Test
  void aSchemaWhoseUpgradeWasBrokenOffIsNoneUntilItIsUpToDate() {
    try (LedgerFixture fixture = new LedgerFixture()) {
      Flyway.configure()
          .dataSource(fixture.postgres.dataSource())
          .locations("classpath:io/tributary/ledger/migration")
          .schemas("migration")
          .table("flyway_history")
          .target("1")
          .load()
          .migrate();
      assertThat(fixture.ledger.exists()).isFalse();
      assertThat(fixture.ledger.states()).isEmpty();

      fixture.ledger.migrate();

      assertThat(fixture.ledger.exists()).isTrue();
      assertThat(fixture.ledger.states()).isEmpty();
    }
  }

  @Test
  void aSchemaThatIsNotTheLedgersIsLeftAlone() {
    try (LedgerFixture fixture = new LedgerFixture()) {
      fixture.postgres.execute("CREATE SCHEMA migration", "CREATE TABLE migration.theirs (id int)");

      assertThatThrownBy(fixture.ledger::migrate)
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("TRB-0502");
    }
  }

  @Test
  void operatorsFindACommentOnEverything() {
    try (LedgerFixture fixture = LedgerFixture.migrated()) {
      assertThat(
              fixture.postgres.query(
                  """
                  SELECT c.relname, a.attname
                  FROM pg_class c
                  LEFT JOIN pg_attribute a
                    ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  WHERE c.relnamespace = 'migration'::regnamespace AND c.relkind IN ('r', 'v')
                    AND c.relname <> 'flyway_history'
                    AND (col_description(c.oid, a.attnum) IS NULL
                         OR obj_description(c.oid, 'pg_class') IS NULL)
                  UNION ALL
                  SELECT proname, NULL FROM pg_proc
                  WHERE pronamespace = 'migration'::regnamespace
                    AND obj_description(oid, 'pg_proc') IS NULL
                  """))
          .isEmpty();
    }
  }
}
