package io.tributary.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Checkpoint;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fault that passes is tried again as a whole transaction; one that stays stops the partition.
 */
class PassingFaultTest {

  private static final String MANIFEST =
      """
      name: faults
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      tenants:
        - id: 6f0c8d53-0b68-4d3c-9e07-0c1c2f1d7a01
          name: district-a
          zone: America/New_York
          legacy: { url: "{{env:LEGACY_URL}}", user: sa, password: "{{env:LEGACY_PASSWORD:}}" }
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
      """;

  private final TestLegacy legacy = TestLegacy.create();
  private final TestPostgres postgres = TestPostgres.create();

  @TempDir Path directory;

  @BeforeEach
  void fiftyStudents() {
    legacy.execute(
        "CREATE TABLE [dbo].[Student] ([Id] INT PRIMARY KEY, [Name] NVARCHAR(20))",
        "INSERT INTO [dbo].[Student] SELECT X, 'name ' || X FROM SYSTEM_RANGE(1, 50)");
    postgres.execute(
        """
        CREATE TABLE students (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL, name text)
        """);
  }

  @AfterEach
  void close() throws SQLException {
    postgres.close();
    legacy.close();
  }

  @Test
  void connectionsThatAreCutBetweenBatchesCostNothing() {
    AtomicInteger cut = new AtomicInteger();

    RunResult result =
        migration()
            .tell(
                new RunListener() {
                  @Override
                  public void committed(Checkpoint checkpoint) {
                    if (checkpoint.upper().equals(List.of("50"))) {
                      return;
                    }
                    cut.addAndGet(cutConnections());
                  }
                })
            .run();

    assertThat(cut).hasPositiveValue();
    assertThat(result.isComplete()).isTrue();
    assertThat(postgres.query("SELECT count(*), count(DISTINCT legacy_id) FROM students"))
        .containsExactly("50|50");
    assertThat(postgres.query("SELECT count(*), sum(rows_inserted) FROM migration.batch_state"))
        .containsExactly("5|50");
  }

  @Test
  void aFaultThatStaysStopsThePartitionAndSaysWhy() {
    RunResult result =
        migration()
            .tell(
                new RunListener() {
                  @Override
                  public void committed(Checkpoint checkpoint) {
                    postgres.execute("ALTER TABLE students RENAME TO pupils");
                  }
                })
            .run();

    assertThat(result.hasFailures()).isTrue();
    assertThat(result.partitions().get(0).status()).isEqualTo(PartitionStatus.FAILED);
    assertThat(result.partitions().get(0).failure().orElseThrow())
        .contains("TRB-0410", "public.students", "there is no such table any more");
    assertThat(postgres.query("SELECT count(*) FROM pupils")).containsExactly("10");
    assertThat(postgres.query("SELECT count(*) FROM migration.batch_state")).containsExactly("1");
  }

  private TestMigration migration() {
    return TestMigration.by(MANIFEST, directory)
        .with("LEGACY_URL", legacy.url())
        .with("TARGET_URL", postgres.url())
        .with("TARGET_PASSWORD", TestPostgres.ROLE)
        .parallel(1);
  }

  private int cutConnections() {
    try (Connection connection = postgres.superuser();
        Statement statement = connection.createStatement();
        ResultSet cut =
            statement.executeQuery(
                """
                SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
                 WHERE application_name LIKE 'tributary%' AND datname = current_database()
                """)) {
      cut.next();
      return cut.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
