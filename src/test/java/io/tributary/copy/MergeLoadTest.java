package io.tributary.copy;

import static io.tributary.copy.TestRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.batch.RowOutcome;
import io.tributary.fault.MigrationException;
import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.util.PSQLException;

class MergeLoadTest {

  private TestPostgres postgres;

  @BeforeEach
  void createTables() {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TABLE students (id uuid PRIMARY KEY, tenant_id uuid, name text, email text UNIQUE)",
        """
        CREATE TABLE contacts (student_id uuid REFERENCES students, no int,
          PRIMARY KEY (student_id, no))
        """);
  }

  @AfterEach
  void close() {
    postgres.close();
  }

  @Test
  void aRerunUpdatesAndDoublesNothing() throws SQLException {
    Batch first = TestBatches.mapped(3, LoadMode.MERGE);
    Batch again = TestBatches.mapped(4, LoadMode.MERGE);

    TestLoads.load(postgres, TestBatches.payload(first, students(3, "old"), contacts(3)));
    TestLoads.load(postgres, TestBatches.payload(again, students(4, "new"), contacts(4)));

    assertThat(postgres.query("SELECT name FROM students ORDER BY id"))
        .containsExactly("new 0", "new 1", "new 2", "new 3");
    assertThat(postgres.query("SELECT count(*) FROM contacts")).containsExactly("8");
    assertThat(TestLoads.outcomes(first)).containsOnly(RowOutcome.INSERTED);
    assertThat(TestLoads.outcomes(again))
        .containsExactly(
            RowOutcome.UPDATED, RowOutcome.UPDATED, RowOutcome.UPDATED, RowOutcome.INSERTED);
  }

  @Test
  void aPartitionedTableIsMergedAsWell() throws SQLException {
    postgres.execute(
        "CREATE TABLE parted (id uuid PRIMARY KEY, name text) PARTITION BY HASH (id)",
        "CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
        "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
        "INSERT INTO parted VALUES ('" + TestBatches.id(1) + "', 'old')");
    Batch batch = TestBatches.mapped(3, LoadMode.MERGE);
    TestRows rows = new TestRows(table("parted"), "id", "name");
    for (int i = 0; i < 3; i++) {
      rows.add(i, row(TestBatches.id(i), "new"));
    }

    TestLoads.load(postgres, TestBatches.payload(batch, rows));

    assertThat(TestLoads.outcomes(batch))
        .containsExactly(RowOutcome.INSERTED, RowOutcome.UPDATED, RowOutcome.INSERTED);
  }

  @Test
  void aRowWhoseChildAloneWasThereIsUpdated() throws SQLException {
    TestLoads.load(
        postgres, TestBatches.payload(TestBatches.mapped(1, LoadMode.DIRECT), students(1, "old")));
    Batch batch = TestBatches.mapped(2, LoadMode.MERGE);
    TestRows contacts = new TestRows(table("contacts"), "student_id", "no");
    contacts.add(1, row(TestBatches.id(0), 1L));

    TestLoads.load(postgres, TestBatches.payload(batch, contacts));
    assertThat(TestLoads.outcomes(batch)).containsOnly(RowOutcome.INSERTED);
    batch.beginLoad();
    TestLoads.load(postgres, TestBatches.payload(batch, contacts));

    assertThat(TestLoads.outcomes(batch)).containsExactly(RowOutcome.INSERTED, RowOutcome.UPDATED);
  }

  @Test
  void aRowThatTheMappingStoreKnowsIsUpdatedEvenIfItsTargetRowWasGone() throws SQLException {
    Batch batch = TestBatches.mapped(2, LoadMode.MERGE);
    batch.markKnown(1);

    TestLoads.load(postgres, TestBatches.payload(batch, students(2, "new")));

    assertThat(TestLoads.outcomes(batch)).containsExactly(RowOutcome.INSERTED, RowOutcome.UPDATED);
  }

  @Test
  void columnsThatAreNotSentKeepTheirValues() throws SQLException {
    postgres.execute(
        "ALTER TABLE students ADD note text",
        "INSERT INTO students (id, note) VALUES ('" + TestBatches.id(0) + "', 'kept')");

    TestLoads.load(
        postgres, TestBatches.payload(TestBatches.mapped(1, LoadMode.MERGE), students(1, "new")));

    assertThat(postgres.query("SELECT name, note FROM students")).containsExactly("new 0|kept");
  }

  @Test
  void aConflictOnAnotherUniqueIndexIsADeadLetterAndNoOverwrite() throws SQLException {
    postgres.execute(
        "INSERT INTO students (id, name, email) VALUES"
            + " ('"
            + TestBatches.id(99)
            + "', 'owner', 'email 1')");
    Batch batch = TestBatches.mapped(3, LoadMode.MERGE);

    TestLoads.load(postgres, TestBatches.payload(batch, students(3, "new"), contacts(3)));

    assertThat(postgres.query("SELECT name FROM students ORDER BY name"))
        .containsExactly("new 0", "new 2", "owner");
    assertThat(postgres.query("SELECT count(*) FROM contacts")).containsExactly("4");
    assertThat(batch.deadLetters())
        .containsOnlyKeys(1)
        .containsValue(
            new DeadLetter(
                DeadLetter.Stage.LOAD,
                Optional.of("email"),
                Reason.DUPLICATE,
                "refused by PostgreSQL: constraint students_email_key of public.students"
                    + " (SQLSTATE 23505)"));
  }

  @ParameterizedTest
  @EnumSource(
      value = LoadMode.class,
      names = {"DIRECT", "MERGE"})
  void tablesWithRowSecurityThatBindsTheRoleAreMergedWhateverTheClaimSays(LoadMode mode)
      throws SQLException {
    forceRowSecurity();
    Batch batch = TestBatches.mapped(3, mode);

    TestLoads.load(postgres, TestBatches.payload(batch, students(3, "new")), boundByTenant());

    assertThat(TestLoads.outcomes(batch)).containsOnly(RowOutcome.INSERTED);
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM students")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(3);
    }
  }

  @Test
  void aRowThatAPolicyHidesFailsTheBatchAndIsNotLostInSilence() throws SQLException {
    forceRowSecurity();
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          "INSERT INTO students (id, tenant_id, name) VALUES"
              + (" ('" + TestBatches.id(1) + "', '" + UUID.randomUUID() + "', 'hidden')"));
    }
    CopyPayload payload =
        TestBatches.payload(TestBatches.mapped(3, LoadMode.MERGE), students(3, "new"));

    assertThatThrownBy(() -> TestLoads.load(postgres, payload, boundByTenant()))
        .isInstanceOfSatisfying(
            PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }

  @Test
  void aRowOfAnotherTenantIsNeverOverwritten() throws SQLException {
    postgres.execute(
        "INSERT INTO students (id, tenant_id, name) VALUES"
            + (" ('" + TestBatches.id(1) + "', '" + UUID.randomUUID() + "', 'theirs')"));
    CopyPayload payload =
        TestBatches.payload(TestBatches.mapped(3, LoadMode.MERGE), students(3, "new"));
    LoadOptions options = new LoadOptions(Optional.empty(), Optional.of("tenant_id"));

    assertThatThrownBy(() -> TestLoads.load(postgres, payload, options))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0407 public.students: PostgreSQL merged 2 of 3 rows");
    assertThat(postgres.query("SELECT name FROM students")).containsExactly("theirs");
  }

  @Test
  void aSecondLoadInOneTransactionDoesNotMergeTheFirstAgain() throws SQLException {
    Batch first = TestBatches.mapped(2, LoadMode.MERGE);
    Batch second = TestBatches.mapped(3, LoadMode.MERGE);
    second.loaded(0, RowOutcome.UNCHANGED);
    try (Connection connection = postgres.dataSource().getConnection()) {
      connection.setAutoCommit(false);

      new BatchLoad(connection, TestBatches.payload(first, students(2, "old")), TestLoads.PLAIN)
          .run();
      new BatchLoad(connection, TestBatches.payload(second, students(3, "new")), TestLoads.PLAIN)
          .run();

      connection.commit();
    }
    assertThat(postgres.query("SELECT name FROM students ORDER BY id"))
        .containsExactly("old 0", "new 1", "new 2");
    assertThat(TestLoads.outcomes(second))
        .containsExactly(RowOutcome.UNCHANGED, RowOutcome.UPDATED, RowOutcome.INSERTED);
  }

  @Test
  void theStagingTableFollowsTheTargetsShapeOnTheSameConnection() throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      load(connection, "old");
      connection.commit();
      statement.execute("ALTER TABLE students ALTER COLUMN name TYPE varchar(40)");
      connection.commit();

      load(connection, "new");
      connection.commit();

      try (var rows =
          statement.executeQuery("SELECT count(*) FROM pg_class WHERE relname LIKE 'stage%'")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
    }
  }

  @Test
  void aTableOfNothingButItsKeyIsMerged() throws SQLException {
    TestLoads.load(
        postgres,
        TestBatches.payload(TestBatches.mapped(2, LoadMode.MERGE), students(2, "x"), contacts(2)));
    Batch again = TestBatches.mapped(2, LoadMode.MERGE);

    TestLoads.load(postgres, TestBatches.payload(again, contacts(2)));

    assertThat(TestLoads.outcomes(again)).containsOnly(RowOutcome.UPDATED);
  }

  private void load(Connection connection, String name) throws SQLException {
    CopyPayload payload =
        TestBatches.payload(TestBatches.mapped(2, LoadMode.MERGE), students(2, name));
    new BatchLoad(connection, payload, TestLoads.PLAIN).run();
  }

  private void forceRowSecurity() {
    postgres.execute(
        "ALTER TABLE students ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE students FORCE ROW LEVEL SECURITY",
        "CREATE POLICY own ON students USING (tenant_id = current_setting('app.tenant')::uuid)");
  }

  private static LoadOptions boundByTenant() {
    return new LoadOptions(Optional.of("app.tenant"), Optional.empty());
  }

  private TargetTable table(String name) throws SQLException {
    return TestLoads.tables(postgres, name).get(name);
  }

  private TestRows students(int count, String name) throws SQLException {
    TestRows rows = new TestRows(table("students"), "id", "tenant_id", "name", "email");
    for (int i = 0; i < count; i++) {
      rows.add(i, row(TestBatches.id(i), TestBatches.TENANT, name + " " + i, "email " + i));
    }
    return rows;
  }

  private TestRows contacts(int count) throws SQLException {
    TestRows rows = new TestRows(table("contacts"), "student_id", "no");
    for (int i = 0; i < count; i++) {
      rows.add(i, row(TestBatches.id(i), 1L), row(TestBatches.id(i), 2L));
    }
    return rows;
  }
}
