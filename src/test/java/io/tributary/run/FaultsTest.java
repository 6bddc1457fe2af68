package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Checkpoint;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults in the middle of a run. Those that pass are tried again and counted; those that stay stop
 * their partition alone, and the result says why.
 */
public class FaultsTest {

  private static final String MANIFEST =
      """
      name: faults
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      tenants:
        - id: 6f0c8d53-0b68-4d3c-9e07-0c1c2f1d7a01
          name: district-a
          zone: America/New_York
          legacy: { url: "{{env:LEGACY_URL}}", user: sa }
      services:
        students: { url: "{{env:TARGET_URL}}", user: tributary_test, password: "{{env:TARGET_PASSWORD}}" }
      phases: { 1: Students }
      entities:
        student:
          service: students
          phase: 1
          legacy: { table: dbo.Student, key: Id }
          batch: { rows: 10 }
          into: { students: { name: Name } }
        club:
          service: students
          phase: 1
          legacy: { table: dbo.Club, key: Id }
          into: { clubs: { name: Name } }
      """;

  private static final AtomicInteger BREAKS_LEFT = new AtomicInteger();

  private final TestLegacy legacy = TestLegacy.create();
  private final TestPostgres postgres = TestPostgres.create();

  @TempDir Path directory;

  @BeforeEach
  void studentsAndClubs() {
    legacy.execute(
        "CREATE TABLE [dbo].[Student] ([Id] INT PRIMARY KEY, [Name] NVARCHAR(20))",
        "INSERT INTO [dbo].[Student] SELECT X, 'name ' || X FROM SYSTEM_RANGE(1, 50)",
        "CREATE TABLE [dbo].[Club] ([Id] INT PRIMARY KEY, [Name] NVARCHAR(20))",
        "INSERT INTO [dbo].[Club] SELECT X, 'club ' || X FROM SYSTEM_RANGE(1, 5)");
    String columns =
        "(id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL, name text)";
    postgres.execute("CREATE TABLE students " + columns, "CREATE TABLE clubs " + columns);
  }

  @AfterEach
  void close() throws SQLException {
    postgres.close();
    legacy.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40P01", "40001", "55P03", "53300"})
  void aFaultThatPassesIsTriedAgainAndCounted(String state) {
    TestMigration migration = migration(legacy.url());

    RunResult result = failing(migration, state, "nextval('tries') <= 2").run();

    assertThat(result.isComplete()).as("%s", result).isTrue();
    assertThat(migration.meters().counter("tributary.retries", "where", "batch").count())
        .isEqualTo(2);
    assertEveryStudentOnce();
  }

  @ParameterizedTest
  @CsvSource({"53100, could not extend file", "57014, canceling statement", "XX001, broken page"})
  void aFaultThatStaysStopsItsPartitionAloneAndTheResultNamesItsCause(String state, String words) {
    RunResult result = failing(migration(legacy.url()), state, "true", words).run();

    assertThat(result.hasFailures()).isTrue();
    PartitionResult student = of(result, "student");
    assertThat(student.status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(student.failure().orElseThrow()).contains(state, words);
    assertThat(of(result, "club").status()).isEqualTo(PartitionStatus.COMPLETE);
    assertThat(postgres.query("SELECT count(*) FROM students")).containsExactly("10");
    assertThat(
            postgres.query(
                "SELECT status, message LIKE '%"
                    + state
                    + "%' FROM migration.partition"
                    + " WHERE entity_no = (SELECT entity_no FROM migration.entity WHERE name = 'student')"))
        .containsExactly("failed|t");
  }

  @Test
  void aStatementTimeoutOfTheServerStopsThePartition() {
    postgres.execute(
        "ALTER ROLE tributary_test IN DATABASE " + database() + " SET statement_timeout = '300ms'");

    RunResult result = sleeping(migration(legacy.url())).run();

    assertThat(of(result, "student").failure().orElseThrow()).contains("57014");
  }

  @Test
  void legacyConnectionsThatAreCutBetweenBatchesAreOpenedAnew() {
    RunResult result =
        migration(legacy.url())
            .tell(
                new RunListener() {
                  @Override
                  public void committed(Checkpoint checkpoint) {
                    legacy.query(
                        """
                        SELECT ABORT_SESSION(SESSION_ID) FROM INFORMATION_SCHEMA.SESSIONS
                        WHERE SESSION_ID <> SESSION_ID()
                        """);
                  }
                })
            .run();

    assertThat(result.isComplete()).as("%s", result).isTrue();
    assertEveryStudentOnce();
  }

  @Test
  void aPageThatBreaksOffIsReadAgainFromItsBeginningAndCounted() {
    BREAKS_LEFT.set(2);
    legacy.execute("CREATE ALIAS READABLE FOR '%s.readable'".formatted(FaultsTest.class.getName()));
    TestMigration migration =
        with(
            TestMigration.by(
                MANIFEST.replace(
                    "table: dbo.Student, key: Id",
                    "table: dbo.Student, key: Id, where: READABLE(Id)"),
                directory),
            legacy.url());

    RunResult result = migration.run();

    assertThat(result.isComplete()).as("%s", result).isTrue();
    assertThat(
            migration
                .meters()
                .counter("tributary.retries", "where", "legacy database of district-a")
                .count())
        .isEqualTo(2);
    assertEveryStudentOnce();
  }

  /** For H2: breaks the connection off amid a page, as often as is left. */
  public static boolean readable(int id) throws SQLException {
    if (id % 10 == 7 && BREAKS_LEFT.getAndDecrement() > 0) {
      throw new SQLTransientConnectionException("broken off", "08006");
    }
    return true;
  }

  @Test
  void aSourceThatStallsIsGivenUpAfterTheQueryTimeout() {
    String endless =
        MANIFEST.replace(
            "legacy: { table: dbo.Student, key: Id }",
            "legacy: { key: Id, query: \"SELECT CAST(X AS INT) AS Id, 'name' AS Name"
                + " FROM SYSTEM_RANGE(1, 100000000000) WHERE MOD(X, 99999999977) = 1\" }");

    RunResult result =
        with(TestMigration.by(endless, directory), legacy.url())
            .queryTimeout(Duration.ofSeconds(1))
            .run();

    assertThat(of(result, "student").status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(of(result, "student").failure().orElseThrow()).contains("TRB-03", "57014");
    assertThat(of(result, "club").status()).isEqualTo(PartitionStatus.COMPLETE);
  }

  private TestMigration failing(TestMigration migration, String state, String when) {
    return failing(migration, state, when, "simulated");
  }

  /** After the first batch the server refuses students with that state, as long as that is true. */
  private TestMigration failing(TestMigration migration, String state, String when, String words) {
    postgres.execute("CREATE SEQUENCE tries");
    return afterTheFirstBatch(
        migration,
        "IF %s THEN RAISE EXCEPTION '%s' USING ERRCODE = '%s'; END IF"
            .formatted(when, words, state));
  }

  private TestMigration sleeping(TestMigration migration) {
    return afterTheFirstBatch(migration, "PERFORM pg_sleep(30)");
  }

  private TestMigration afterTheFirstBatch(TestMigration migration, String does) {
    AtomicBoolean begun = new AtomicBoolean();
    return migration.tell(
        new RunListener() {
          @Override
          public void committed(Checkpoint checkpoint) {
            if (checkpoint.claim().entity().name().equals("student") && !begun.getAndSet(true)) {
              postgres.execute(
                  "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                      + does
                      + "; RETURN NULL; END $$",
                  "CREATE TRIGGER refuse BEFORE INSERT ON students"
                      + " FOR EACH STATEMENT EXECUTE FUNCTION refuse()");
            }
          }
        });
  }

  private TestMigration migration(String legacyUrl) {
    return with(TestMigration.by(MANIFEST, directory), legacyUrl);
  }

  private TestMigration with(TestMigration migration, String legacyUrl) {
    return migration
        .with("LEGACY_URL", legacyUrl)
        .with("TARGET_URL", postgres.url())
        .with("TARGET_PASSWORD", TestPostgres.ROLE)
        .parallel(1);
  }

  private static PartitionResult of(RunResult result, String entity) {
    return result.partitions().stream()
        .filter(partition -> partition.entity().equals(entity))
        .findFirst()
        .orElseThrow();
  }

  private String database() {
    return postgres.query("SELECT current_database()").get(0);
  }

  private void assertEveryStudentOnce() {
    assertThat(postgres.query("SELECT count(*), count(DISTINCT legacy_id) FROM students"))
        .containsExactly("50|50");
    assertThat(
            postgres.query("SELECT sum(rows_read), sum(rows_inserted) FROM migration.batch_state"))
        .containsExactly("55|55");
  }
}
