package io.tributary.copy;

import static io.tributary.copy.TestRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.batch.RowOutcome;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.testing.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectLoadTest {

  private TestPostgres postgres;
  private Map<String, TargetTable> tables;

  @BeforeEach
  void createTables() throws SQLException {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TABLE students (id uuid PRIMARY KEY, name text NOT NULL)",
        "CREATE TABLE demographics (student_id uuid PRIMARY KEY REFERENCES students, born date)",
        """
        CREATE TABLE contacts (student_id uuid REFERENCES students, no int, name text,
          PRIMARY KEY (student_id, no))
        """);
    tables = TestLoads.tables(postgres, "students", "demographics", "contacts");
  }

  @AfterEach
  void close() {
    postgres.close();
  }

  @Test
  void aRowIsSplitIntoThreeTablesWithNoneToManyRows() throws SQLException {
    Batch batch = TestBatches.mapped(3, LoadMode.DIRECT);
    TestRows contacts = contacts();
    contacts.add(0, row(TestBatches.id(0), 1L, "Ann"), row(TestBatches.id(0), 2L, "Bob"));
    contacts.add(2, row(TestBatches.id(2), 1L, "Eve"));

    TestLoads.load(postgres, TestBatches.payload(batch, students(3), demographics(3), contacts));

    assertThat(postgres.query("SELECT count(*) FROM students")).containsExactly("3");
    assertThat(postgres.query("SELECT count(*) FROM demographics")).containsExactly("3");
    assertThat(postgres.query("SELECT no, name FROM contacts ORDER BY name"))
        .containsExactly("1|Ann", "2|Bob", "1|Eve");
    assertThat(TestLoads.outcomes(batch)).containsOnly(RowOutcome.INSERTED);
    assertThat(batch.accounting().closes()).isTrue();
  }

  @Test
  void chunksOfATableAreSentInOneLoad() throws SQLException {
    Batch batch = TestBatches.mapped(4, LoadMode.DIRECT);
    TestRows first = new TestRows(tables.get("students"), "id", "name");
    first.add(0, row(TestBatches.id(0), "a")).add(1, row(TestBatches.id(1), "b"));
    TestRows second = new TestRows(tables.get("students"), "id", "name");
    second.add(2, row(TestBatches.id(2), "c")).add(3, row(TestBatches.id(3), "d"));

    TestLoads.load(postgres, new CopyPayload(batch, List.of(List.of(first.rows(), second.rows()))));

    assertThat(postgres.query("SELECT string_agg(name, '' ORDER BY name) FROM students"))
        .containsExactly("abcd");
  }

  @Test
  void rowsThatWereSettledBeforeAreNotSent() throws SQLException {
    Batch batch = TestBatches.mapped(4, LoadMode.DIRECT);
    batch.loaded(0, RowOutcome.UNCHANGED);
    batch.filter(1, "practice");
    batch.loaded(3, RowOutcome.DEDUPLICATED);

    TestLoads.load(postgres, TestBatches.payload(batch, students(4)));

    assertThat(postgres.query("SELECT name FROM students")).containsExactly("student 2");
    assertThat(TestLoads.outcomes(batch))
        .containsExactly(
            RowOutcome.UNCHANGED,
            RowOutcome.FILTERED,
            RowOutcome.INSERTED,
            RowOutcome.DEDUPLICATED);
  }

  @Test
  void largeBuffersAreSentWhole() throws SQLException {
    Batch batch = TestBatches.mapped(3_000, LoadMode.DIRECT);
    batch.loaded(1_500, RowOutcome.UNCHANGED);
    TestRows rows = new TestRows(tables.get("students"), "id", "name");
    for (int i = 0; i < 3_000; i++) {
      rows.add(i, row(TestBatches.id(i), "x".repeat(i % 200)));
    }

    TestLoads.load(postgres, TestBatches.payload(batch, rows));

    assertThat(postgres.query("SELECT count(*), sum(length(name)) FROM students"))
        .containsExactly("2999|" + (15 * 199 * 100 - 1_500 % 200));
  }

  @Test
  void aTriggerThatDropsARowFailsTheBatch() throws SQLException {
    postgres.execute(
        """
        CREATE FUNCTION drop_one() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN IF NEW.name = ''student 1'' THEN RETURN NULL; END IF; RETURN NEW; END'
        """,
        "CREATE TRIGGER d BEFORE INSERT ON students FOR EACH ROW EXECUTE FUNCTION drop_one()");
    Batch batch = TestBatches.mapped(3, LoadMode.DIRECT);
    CopyPayload payload = TestBatches.payload(batch, students(3));

    assertThatThrownBy(() -> TestLoads.load(postgres, payload))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0407 public.students: PostgreSQL copied 2 of 3 rows");
    assertThat(TestLoads.outcomes(batch)).containsOnly(RowOutcome.MAPPED);
  }

  @Test
  void aTakenPrimaryKeySendsTheBatchToStaging() throws SQLException {
    postgres.execute("INSERT INTO students VALUES ('" + TestBatches.id(1) + "', 'old')");
    Batch batch = TestBatches.mapped(3, LoadMode.DIRECT);

    TestLoads.load(postgres, TestBatches.payload(batch, students(3), demographics(3)));

    assertThat(postgres.query("SELECT name FROM students ORDER BY id"))
        .containsExactly("student 0", "student 1", "student 2");
    assertThat(TestLoads.outcomes(batch))
        .containsExactly(RowOutcome.INSERTED, RowOutcome.UPDATED, RowOutcome.INSERTED);
  }

  @Test
  void aPrimaryKeyFoundTakenWhileABadRowIsIsolatedAlsoSendsTheBatchToStaging() throws SQLException {
    postgres.execute(
        "ALTER TABLE students ADD CHECK (name <> 'bad')",
        "INSERT INTO students VALUES ('" + TestBatches.id(3) + "', 'old')");
    Batch batch = TestBatches.mapped(4, LoadMode.DIRECT);
    TestRows rows = new TestRows(tables.get("students"), "id", "name");
    rows.add(0, row(TestBatches.id(0), "a"))
        .add(1, row(TestBatches.id(1), "bad"))
        .add(2, row(TestBatches.id(2), "c"))
        .add(3, row(TestBatches.id(3), "d"));

    TestLoads.load(postgres, TestBatches.payload(batch, rows));

    assertThat(postgres.query("SELECT name FROM students ORDER BY id"))
        .containsExactly("a", "c", "d");
    assertThat(TestLoads.outcomes(batch))
        .containsExactly(
            RowOutcome.INSERTED, RowOutcome.DEAD, RowOutcome.INSERTED, RowOutcome.UPDATED);
  }

  @Test
  void twoRowsOfABatchWithOnePrimaryKeyDoNotOverwriteEachOther() throws SQLException {
    Batch batch = TestBatches.mapped(4, LoadMode.DIRECT);
    TestRows rows = new TestRows(tables.get("students"), "id", "name");
    rows.add(0, row(TestBatches.id(0), "a"))
        .add(1, row(TestBatches.id(7), "first"))
        .add(2, row(TestBatches.id(7), "second"))
        .add(3, row(TestBatches.id(3), "d"));

    TestLoads.load(postgres, TestBatches.payload(batch, rows));

    assertThat(postgres.query("SELECT name FROM students ORDER BY name"))
        .containsExactly("a", "d", "first");
    assertThat(batch.deadLetters())
        .containsOnlyKeys(2)
        .extractingByKey(2)
        .returns(Reason.DUPLICATE, DeadLetter::reason);
  }

  @Test
  void aTableWithoutAPrimaryKeyIsCopiedButNeverMerged() throws SQLException {
    postgres.execute("CREATE TABLE log (line text)");
    TargetTable log = TestLoads.tables(postgres, "log").get("log");
    Batch first = TestBatches.mapped(1, LoadMode.DIRECT);
    Batch second = TestBatches.mapped(1, LoadMode.MERGE);
    CopyPayload merge = TestBatches.payload(second, new TestRows(log, "line").add(0, row("again")));

    TestLoads.load(
        postgres, TestBatches.payload(first, new TestRows(log, "line").add(0, row("once"))));

    assertThatThrownBy(() -> TestLoads.load(postgres, merge))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0406 public.log: the table has no primary key");
    assertThat(postgres.query("SELECT line FROM log")).containsExactly("once");
  }

  @Test
  void anEntityThatIsLoadedRowByRowIsNotTaken() {
    CopyPayload payload = TestBatches.payload(TestBatches.mapped(1, LoadMode.UPSERT), students(1));

    assertThatThrownBy(() -> TestLoads.load(postgres, payload))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-0408 student/a: ");
  }

  @Test
  void aMappedRowWithoutTargetRowsIsSettledToo() throws SQLException {
    Batch batch = TestBatches.mapped(2, LoadMode.DIRECT);

    TestLoads.load(postgres, new CopyPayload(batch, List.of(List.of(contacts().rows()))));

    assertThat(TestLoads.outcomes(batch)).containsOnly(RowOutcome.INSERTED);
  }

  @Test
  void theTenantIsSetForTheTransaction() throws SQLException {
    postgres.execute(
        """
        ALTER TABLE students ADD tenant text DEFAULT current_setting('app.tenant', true)
        """);
    tables = TestLoads.tables(postgres, "students");

    TestLoads.load(
        postgres,
        TestBatches.payload(TestBatches.mapped(1, LoadMode.DIRECT), students(1)),
        new LoadOptions(Optional.of("app.tenant"), Optional.empty()));

    assertThat(postgres.query("SELECT tenant FROM students"))
        .containsExactly(TestBatches.TENANT.toString());
  }

  private TestRows students(int count) {
    TestRows rows = new TestRows(tables.get("students"), "id", "name");
    for (int i = 0; i < count; i++) {
      rows.add(i, row(TestBatches.id(i), "student " + i));
    }
    return rows;
  }

  private TestRows demographics(int count) {
    TestRows rows = new TestRows(tables.get("demographics"), "student_id", "born");
    for (int i = 0; i < count; i++) {
      rows.add(i, row(TestBatches.id(i), null));
    }
    return rows;
  }

  private TestRows contacts() {
    return new TestRows(tables.get("contacts"), "student_id", "no", "name");
  }
}
