package io.tributary.copy;

import static io.tributary.copy.TestRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.batch.RowOutcome;
import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a set-wise search must not take for a bad row. Row 1 of each batch has the e-mail address of
 * row 0, so that there is something to search for.
 */
class CulpritSearchTest {

  private static final UUID SCHOOL = TestBatches.id(500);
  private static final UUID NOWHERE = TestBatches.id(77_777);

  private TestPostgres postgres;

  @BeforeEach
  void createTables() {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TABLE schools (id uuid PRIMARY KEY)",
        "INSERT INTO schools VALUES ('" + SCHOOL + "')",
        """
        CREATE TABLE students (id uuid PRIMARY KEY, email text UNIQUE, school_id uuid, age int,
          CONSTRAINT to_school FOREIGN KEY (school_id) REFERENCES schools)
        """,
        "CREATE TABLE notes (student_id uuid PRIMARY KEY REFERENCES students, note text)");
  }

  @AfterEach
  void close() {
    postgres.close();
  }

  @Test
  void theDuplicateOfARowThatATriggerRefusesIsLoadedInItsPlace() throws SQLException {
    postgres.execute(
        trigger("IF NEW.note = 'secret' THEN RAISE 'secret'; END IF"),
        "CREATE TRIGGER t BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION f()");
    Batch batch = TestBatches.mapped(4, LoadMode.DIRECT);
    TestRows students = students("same", "same", "same", "other");
    TestRows notes = new TestRows(table("notes"), "student_id", "note");
    notes.add(0, row(TestBatches.id(0), "secret"));
    notes.add(1, row(TestBatches.id(1), "plain"));

    TestLoads.load(postgres, TestBatches.payload(batch, students, notes));

    assertThat(TestLoads.outcomes(batch))
        .containsExactly(
            RowOutcome.DEAD, RowOutcome.INSERTED, RowOutcome.DEAD, RowOutcome.INSERTED);
    assertThat(batch.deadLetters().get(2).reason()).isEqualTo(Reason.DUPLICATE);
  }

  @Test
  void aKeyThatAnEarlierRowOfTheBatchGivesUpMayBeTaken() throws SQLException {
    postgres.execute("INSERT INTO students VALUES ('" + TestBatches.id(2) + "', 'given up')");
    Batch batch = TestBatches.mapped(5, LoadMode.MERGE);

    TestLoads.load(
        postgres, TestBatches.payload(batch, students("a", "a", "new", "given up", "d")));

    assertThat(TestLoads.outcomes(batch))
        .containsExactly(
            RowOutcome.INSERTED,
            RowOutcome.DEAD,
            RowOutcome.UPDATED,
            RowOutcome.INSERTED,
            RowOutcome.INSERTED);
  }

  @Test
  void aKeyOfATargetRowWhoseSuccessorIsRefusedStaysTaken() throws SQLException {
    postgres.execute("INSERT INTO students VALUES ('" + TestBatches.id(2) + "', 'kept')");
    Batch batch = TestBatches.mapped(4, LoadMode.MERGE);
    TestRows rows = new TestRows(table("students"), "id", "email", "school_id");
    rows.add(0, row(TestBatches.id(0), "a", SCHOOL)).add(1, row(TestBatches.id(1), "a", SCHOOL));
    rows.add(2, row(TestBatches.id(2), "new", NOWHERE));
    rows.add(3, row(TestBatches.id(3), "kept", SCHOOL));

    TestLoads.load(postgres, TestBatches.payload(batch, rows));

    assertThat(batch.deadLetters()).containsOnlyKeys(1, 2, 3);
    assertThat(batch.deadLetters().get(3))
        .isEqualTo(
            new DeadLetter(
                DeadLetter.Stage.LOAD,
                Optional.of("email"),
                Reason.DUPLICATE,
                "refused by PostgreSQL: constraint students_email_key of public.students"
                    + " (SQLSTATE 23505)"));
  }

  @Test
  void aForeignKeyThatIsNotEnforcedMissesNoParent() throws SQLException {
    postgres.execute("ALTER TABLE students ALTER CONSTRAINT to_school NOT ENFORCED");

    assertOnlyTheDuplicateIsRefused(NOWHERE, 1L);
  }

  @Test
  void aForeignKeyWhoseTriggersAreDisabledMissesNoParent() throws SQLException {
    asSuperuser("ALTER TABLE students DISABLE TRIGGER ALL");

    assertOnlyTheDuplicateIsRefused(NOWHERE, 1L);
  }

  @Test
  void aParentThatAPolicyHidesIsNotMissing() throws SQLException {
    postgres.execute(
        "ALTER TABLE schools ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE schools FORCE ROW LEVEL SECURITY");

    assertOnlyTheDuplicateIsRefused(SCHOOL, 1L);
  }

  @Test
  void aParentThatTheRoleMayNotReadIsLeftToPostgres() throws SQLException {
    asSuperuser("ALTER TABLE schools OWNER TO postgres");

    assertOnlyTheDuplicateIsRefused(SCHOOL, 1L);
  }

  @Test
  void aCheckThatIsNotEnforcedRefusesNothing() throws SQLException {
    postgres.execute(
        "ALTER TABLE students ADD CONSTRAINT adult CHECK (age >= 18) NOT ENFORCED",
        "ALTER TABLE students ADD CONSTRAINT old CHECK (age >= 18 OR age < 0) NOT ENFORCED");

    assertOnlyTheDuplicateIsRefused(SCHOOL, 1L);
  }

  @Test
  void aCheckThatIsNotValidHoldsForNewRows() throws SQLException {
    postgres.execute("ALTER TABLE students ADD CHECK (age >= 18 OR age < 0) NOT VALID");

    Batch batch = load(SCHOOL, 1L);

    assertThat(batch.deadLetters()).containsOnlyKeys(1, 2);
    assertThat(batch.deadLetters().get(2).reason()).isEqualTo(Reason.CHECK_VIOLATED);
  }

  @Test
  void aValueThatATriggerMendsBreaksNoCheck() throws SQLException {
    postgres.execute(
        "ALTER TABLE students ADD CHECK (age >= 18), ADD CHECK (age >= 18 OR age IS NULL)",
        trigger("NEW.age := 18"),
        "CREATE TRIGGER t BEFORE INSERT ON students FOR EACH ROW EXECUTE FUNCTION f()");

    assertOnlyTheDuplicateIsRefused(SCHOOL, 1L);
  }

  @Test
  void aCheckThatLooksAtWhatTheBatchBringsIsLeftToPostgres() throws SQLException {
    postgres.execute(
        """
        CREATE FUNCTION is_there(uuid) RETURNS boolean LANGUAGE sql STABLE AS
          'SELECT EXISTS (SELECT FROM students WHERE id = $1)'
        """,
        "ALTER TABLE notes ADD CHECK (is_there(student_id))");
    Batch batch = TestBatches.mapped(2, LoadMode.DIRECT);
    TestRows notes = new TestRows(table("notes"), "student_id", "note");
    notes.add(0, row(TestBatches.id(0), "a")).add(1, row(TestBatches.id(1), "b"));

    TestLoads.load(postgres, TestBatches.payload(batch, students("a", "a"), notes));

    assertThat(TestLoads.outcomes(batch)).containsExactly(RowOutcome.INSERTED, RowOutcome.DEAD);
  }

  @Test
  void aCheckThatFailsOnOneRowCostsThatRowAlone() throws SQLException {
    postgres.execute("ALTER TABLE students ADD CHECK (100 / age > 0)");

    Batch batch = load(SCHOOL, 0L);

    assertThat(batch.deadLetters()).containsOnlyKeys(1, 2);
    assertThat(batch.deadLetters().get(2).message())
        .isEqualTo("refused by PostgreSQL (SQLSTATE 22012)");
  }

  @Test
  void aRowThatADomainRefusesDoesNotKeepTheOthersFromBeingSearched() throws SQLException {
    postgres.execute(
        "CREATE DOMAIN address AS varchar(20) CHECK (VALUE LIKE '%@%')",
        "ALTER TABLE students ADD address address, ADD addresses address[]");
    Batch batch = TestBatches.mapped(3, LoadMode.DIRECT);
    TestRows rows = new TestRows(table("students"), "id", "email", "address");
    rows.add(0, row(TestBatches.id(0), "a", "a@b")).add(1, row(TestBatches.id(1), "a", "a@b"));
    rows.add(2, row(TestBatches.id(2), "c", "nowhere"));
    Batch ofArrays = TestBatches.mapped(3, LoadMode.DIRECT);
    TestRows arrays = new TestRows(table("students"), "id", "email", "addresses");
    arrays.add(0, row(TestBatches.id(3), "x", List.of("a@b")));
    arrays.add(1, row(TestBatches.id(4), "x", List.of("a@b")));
    arrays.add(2, row(TestBatches.id(5), "y", List.of("nowhere")));

    List<Integer> found = found(batch, rows);
    List<Integer> foundInArrays = found(ofArrays, arrays);
    TestLoads.load(postgres, TestBatches.payload(batch, rows));
    TestLoads.load(postgres, TestBatches.payload(ofArrays, arrays));

    assertThat(found).containsExactly(1);
    assertThat(foundInArrays).isEmpty();
    assertThat(batch.deadLetters()).containsOnlyKeys(1, 2);
    assertThat(ofArrays.deadLetters()).containsOnlyKeys(1, 2);
  }

  /** The rows that the search alone finds. */
  private List<Integer> found(Batch batch, TestRows rows) throws SQLException {
    BitSet pending = new BitSet();
    pending.set(0, batch.size());
    try (Connection connection = postgres.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      List<TableSlices> tables = List.of(new TableSlices(List.of(rows.rows()), pending));
      Culprits culprits =
          CulpritSearch.find(connection, tables, 3, Optional.of(new StaleRows(batch, tables)));
      connection.rollback();
      connection.setAutoCommit(true);
      return Stream.of(culprits.certain(), culprits.duplicates())
          .flatMap(letters -> letters.keySet().stream())
          .toList();
    } catch (PrimaryKeyTakenException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nullsThatAreNotDistinctAreDuplicates() throws SQLException {
    postgres.execute("CREATE UNIQUE INDEX one_age ON students (age) NULLS NOT DISTINCT");
    Batch batch = TestBatches.mapped(4, LoadMode.DIRECT);

    TestLoads.load(postgres, TestBatches.payload(batch, students("a", "a", "c", "d")));

    assertThat(batch.deadLetters()).containsOnlyKeys(1, 2, 3);
  }

  @Test
  void aRoleThatMayNotStageIsLeftToBisection() throws SQLException {
    asSuperuser(
        "REVOKE TEMPORARY ON DATABASE "
            + postgres.url().replaceFirst(".*/", "")
            + " FROM PUBLIC, "
            + TestPostgres.ROLE);

    assertOnlyTheDuplicateIsRefused(SCHOOL, 1L);
  }

  @Test
  void aTableWithoutAPrimaryKeyIsSearchedToo() throws SQLException {
    postgres.execute("CREATE TABLE log (line text UNIQUE)");
    Batch batch = TestBatches.mapped(3, LoadMode.DIRECT);
    TestRows log = new TestRows(table("log"), "line");
    log.add(0, row("a")).add(1, row("a")).add(2, row("b"));

    TestLoads.load(postgres, TestBatches.payload(batch, log));

    assertThat(batch.deadLetters()).containsOnlyKeys(1);
  }

  @Test
  void twoPartsOfOneLegacyRowThatConflictRefuseItAndTakeNothing() throws SQLException {
    Batch batch = TestBatches.mapped(3, LoadMode.DIRECT);
    TestRows rows = new TestRows(table("students"), "id", "email");
    rows.add(0, row(TestBatches.id(0), "a"), row(TestBatches.id(10), "a"));
    rows.add(1, row(TestBatches.id(1), "a"));
    rows.add(2, row(TestBatches.id(2), "a"));

    TestLoads.load(postgres, TestBatches.payload(batch, rows));

    assertThat(batch.deadLetters()).containsOnlyKeys(0, 2);
  }

  @Test
  void equalityIsThatOfTheIndexesCollation() throws SQLException {
    postgres.execute(
        "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2',"
            + " deterministic = false)",
        "CREATE TABLE codes (id uuid PRIMARY KEY, loose text COLLATE any_case, firm text)",
        "CREATE UNIQUE INDEX exact ON codes (loose COLLATE \"C\")",
        "CREATE UNIQUE INDEX vague ON codes (firm COLLATE any_case)");
    Batch batch = TestBatches.mapped(4, LoadMode.DIRECT);
    TestRows rows = new TestRows(table("codes"), "id", "loose", "firm");
    rows.add(0, row(TestBatches.id(0), "a", "x")).add(1, row(TestBatches.id(1), "A", "y"));
    rows.add(2, row(TestBatches.id(2), "b", "X")).add(3, row(TestBatches.id(3), "b", "z"));

    TestLoads.load(postgres, TestBatches.payload(batch, rows));

    assertThat(batch.deadLetters()).containsOnlyKeys(2);
  }

  private void assertOnlyTheDuplicateIsRefused(UUID school, long age) throws SQLException {
    Batch batch = load(school, age);

    assertThat(TestLoads.outcomes(batch))
        .containsExactly(RowOutcome.INSERTED, RowOutcome.DEAD, RowOutcome.INSERTED);
    assertThat(batch.deadLetters().get(1).column()).contains("email");
  }

  /** Three rows, of which row 1 is a duplicate and row 2 has these values. */
  private Batch load(UUID school, long age) throws SQLException {
    Batch batch = TestBatches.mapped(3, LoadMode.DIRECT);
    TestRows rows = new TestRows(table("students"), "id", "email", "school_id", "age");
    rows.add(0, row(TestBatches.id(0), "a", SCHOOL, 20L));
    rows.add(1, row(TestBatches.id(1), "a", SCHOOL, 20L));
    rows.add(2, row(TestBatches.id(2), "c", school, age));
    TestLoads.load(postgres, TestBatches.payload(batch, rows));
    return batch;
  }

  private TestRows students(@Nullable String... emails) throws SQLException {
    TestRows rows = new TestRows(table("students"), "id", "email");
    for (int i = 0; i < emails.length; i++) {
      rows.add(i, row(TestBatches.id(i), emails[i]));
    }
    return rows;
  }

  private static String trigger(String body) {
    return "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        + body
        + "; RETURN NEW; END $$";
  }

  private void asSuperuser(String sql) throws SQLException {
    try (Connection superuser = postgres.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    }
  }

  private TargetTable table(String name) throws SQLException {
    return TestLoads.tables(postgres, List.of(name).toArray(String[]::new)).get(name);
  }
}
