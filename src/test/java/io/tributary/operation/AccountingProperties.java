package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Accounting;
import io.tributary.batch.Checkpoint;
import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever rows there are and whatever breaks off: each row that was read is accounted for, once,
 * and running again changes nothing.
 */
class AccountingProperties {

  private static final int MOST_RUNS = 20;
  private static TestPostgres service;
  private static Path directory;

  /** What is wrong with a row, if anything. */
  enum Kind {
    GOOD,
    TOO_LONG,
    NO_NAME,
    TAKEN_NUMBER,
    NEGATIVE,
    LEFT
  }

  /** What happens after a batch is committed. */
  enum Fault {
    NONE,
    CONNECTIONS_CUT,
    STOPPED
  }

  /** A batch size, and the faults after the batches of one run. */
  record Attempt(int batchRows, List<Fault> faults) {}

  @BeforeContainer
  static void create() throws IOException {
    service = TestPostgres.create();
    directory = Files.createTempDirectory("accounting");
    Path routes = TestMigration.copyRoutes(directory);
    Files.writeString(
        routes.resolve("beans.camel.yaml"),
        """
        - beans:
            - name: whoLeft
              type: io.tributary.operation.AccountingProperties$WhoLeft
        """);
    Files.writeString(
        Files.createDirectories(routes.resolve("entities")).resolve("pupil.camel.yaml"),
        """
        - templatedRoute:
            routeTemplateRef: migrate-entity
            routeId: pupil
            parameters:
              - { name: entity, value: pupil }
              - { name: beforeMapping, value: "bean:whoLeft" }
        """);
  }

  @AfterContainer
  static void close() {
    service.close();
  }

  /** A route step: who has left is not migrated. */
  public static final class WhoLeft {
    /** Drops those. */
    public void drop(io.tributary.batch.RowChunk chunk) {
      chunk.dropIf(row -> "LEFT".equals(row.text("Status")), "left");
    }
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void everyRowIsAccountedForOnceAndRunningAgainChangesNothing(
      @ForAll("rows") List<Kind> rows, @ForAll("attempts") List<Attempt> attempts)
      throws SQLException {
    createTarget();
    try (TestLegacy legacy = TestLegacy.create()) {
      fill(legacy, rows);

      RunResult last = runUntilComplete(legacy, attempts);

      assertThat(last.isComplete()).isTrue();
      assertAccounting(rows);
      List<String> before = contents();
      RunResult again = migration(legacy, 7).run();
      assertThat(again.accounting()).isEqualTo(Accounting.NONE);
      assertThat(contents()).isEqualTo(before);
    }
  }

  @Provide
  Arbitrary<List<Kind>> rows() {
    return Arbitraries.frequency(
            Tuple.of(12, Kind.GOOD),
            Tuple.of(1, Kind.TOO_LONG),
            Tuple.of(1, Kind.NO_NAME),
            Tuple.of(1, Kind.TAKEN_NUMBER),
            Tuple.of(1, Kind.NEGATIVE),
            Tuple.of(2, Kind.LEFT))
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }

  @Provide
  Arbitrary<List<Attempt>> attempts() {
    Arbitrary<List<Fault>> faults =
        Arbitraries.frequency(
                Tuple.of(3, Fault.NONE),
                Tuple.of(1, Fault.CONNECTIONS_CUT),
                Tuple.of(1, Fault.STOPPED))
            .list()
            .ofMaxSize(6);
    return Combinators.combine(Arbitraries.integers().between(1, 30), faults)
        .as(Attempt::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static void createTarget() throws SQLException {
    try (Connection superuser = service.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS migration CASCADE");
      statement.execute("DROP TABLE IF EXISTS pupils");
    }
    service.execute(
        """
        CREATE TABLE pupils (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
          name varchar(20) NOT NULL, number int UNIQUE, balance int CHECK (balance + 0 >= 0),
          status text)
        """);
  }

  private static void fill(TestLegacy legacy, List<Kind> rows) {
    legacy.execute(
        "CREATE TABLE dbo.Pupil (Id INT PRIMARY KEY, Name NVARCHAR(50), Number INT, Balance INT,"
            + " Status NVARCHAR(10))");
    for (int i = 0; i < rows.size(); i++) {
      Kind kind = rows.get(i);
      legacy.execute(
          "INSERT INTO dbo.Pupil VALUES (%d, %s, %d, %d, '%s')"
              .formatted(
                  i + 1,
                  kind == Kind.NO_NAME
                      ? "NULL"
                      : kind == Kind.TOO_LONG ? "REPEAT('x', 30)" : "'pupil " + (i + 1) + "'",
                  kind == Kind.TAKEN_NUMBER ? 0 : i + 1,
                  kind == Kind.NEGATIVE ? -1 : i,
                  kind == Kind.LEFT ? "LEFT" : "HERE"));
    }
  }

  private static RunResult runUntilComplete(TestLegacy legacy, List<Attempt> attempts) {
    for (int run = 0; run < MOST_RUNS; run++) {
      boolean disturbed = run < attempts.size();
      Attempt attempt = disturbed ? attempts.get(run) : new Attempt(11, List.of());
      RunResult result = run(migration(legacy, attempt.batchRows()), attempt.faults());
      if (result.isComplete()) {
        return result;
      }
    }
    throw new AssertionError("not complete after " + MOST_RUNS + " runs");
  }

  private static RunResult run(TestMigration settings, List<Fault> faults) {
    AtomicInteger batch = new AtomicInteger();
    AtomicReference<Migration> running = new AtomicReference<>();
    RunListener faulty =
        new RunListener() {
          @Override
          public void committed(Checkpoint checkpoint) {
            int number = batch.getAndIncrement();
            Fault fault = number < faults.size() ? faults.get(number) : Fault.NONE;
            switch (fault) {
              case NONE -> {}
              case CONNECTIONS_CUT -> cutConnections();
              case STOPPED -> running.get().stop();
            }
          }
        };
    try (Migration migration = settings.open()) {
      running.set(migration);
      return migration.run(migration.plan(Selection.ALL), faulty);
    }
  }

  private static void cutConnections() {
    try (Connection superuser = service.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          """
          SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
          WHERE application_name LIKE 'tributary%' AND datname = current_database()
          """);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestMigration migration(TestLegacy legacy, int batchRows) {
    String manifest =
        """
        name: accounting
        uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
        tenants:
          - id: 6f0c8d53-0b68-4d3c-9e07-0c1c2f1d7a01
            name: oak
            zone: America/New_York
            legacy: { url: "{{env:LEGACY_URL}}", user: sa }
        services:
          records: { url: "{{env:TARGET_URL}}", user: tributary_test, password: "{{env:PASSWORD}}" }
        phases: { 1: Pupils }
        entities:
          pupil:
            service: records
            phase: 1
            legacy: { table: dbo.Pupil, key: Id }
            batch: { rows: %d }
            into: { pupils: { name: Name, number: Number, balance: Balance, status: Status } }
        """
            .formatted(batchRows);
    return TestMigration.by(manifest, directory)
        .routes(directory.resolve("routes"))
        .with("LEGACY_URL", legacy.url())
        .with("TARGET_URL", service.url())
        .with("PASSWORD", TestPostgres.ROLE);
  }

  private static void assertAccounting(List<Kind> rows) {
    long left = rows.stream().filter(Kind.LEFT::equals).count();
    long taken = rows.stream().filter(Kind.TAKEN_NUMBER::equals).count();
    long good = rows.stream().filter(Kind.GOOD::equals).count() + Math.min(taken, 1);
    long dead = rows.size() - left - good;
    assertThat(
            service.query(
                """
                SELECT sum(rows_read), sum(rows_inserted), sum(rows_updated), sum(rows_unchanged),
                       sum(rows_deduplicated), sum(rows_filtered), sum(rows_dead_lettered)
                FROM migration.batch_state
                """))
        .containsExactly(rows.size() + "|" + good + "|0|0|0|" + left + "|" + dead);
    assertThat(
            service.query(
                """
                SELECT count(*) FROM migration.batch_state
                WHERE rows_read <> rows_inserted + rows_updated + rows_unchanged
                                   + rows_deduplicated + rows_filtered + rows_dead_lettered
                """))
        .containsExactly("0");
    assertThat(service.query("SELECT count(*), count(DISTINCT legacy_id) FROM pupils"))
        .containsExactly(good + "|" + good);
    assertThat(service.query("SELECT count(*) FROM migration.dead_letter WHERE status = 'open'"))
        .containsExactly(Long.toString(dead));
    assertThat(service.query("SELECT count(*) FROM migration.filtered_row"))
        .containsExactly(Long.toString(left));
  }

  private static List<String> contents() {
    return service.query(
        """
        SELECT 'pupil ' || p::text FROM pupils p
        UNION ALL SELECT 'batch ' || b::text FROM migration.batch_state b
        UNION ALL SELECT 'letter ' || d::text FROM migration.dead_letter d
        UNION ALL SELECT 'mapping ' || m::text FROM migration.id_mapping_int m
        ORDER BY 1
        """);
  }
}
