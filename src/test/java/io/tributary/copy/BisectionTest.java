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
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.util.PSQLException;

class BisectionTest {

  private static final int ROWS = 2_000;

  private TestPostgres postgres;

  @BeforeEach
  void createTables() {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE DOMAIN grade_code AS text CHECK (VALUE <> 'Z')",
        "CREATE TABLE schools (id uuid PRIMARY KEY)",
        "INSERT INTO schools VALUES ('" + TestBatches.id(500) + "')",
        """
        CREATE TABLE students (id uuid PRIMARY KEY, email text, grade grade_code,
          school_id uuid REFERENCES schools,
          next_school_id uuid REFERENCES schools DEFERRABLE INITIALLY DEFERRED,
          age int CONSTRAINT grown CHECK (age >= 0 OR age IS NULL))
        """,
        "CREATE UNIQUE INDEX one_email ON students (email)",
        "CREATE TABLE notes (student_id uuid PRIMARY KEY REFERENCES students, note text)",
        """
        CREATE FUNCTION no_secret() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN IF NEW.note = ''secret'' THEN RAISE ''not %'', NEW.note; END IF; RETURN NEW; END'
        """,
        "CREATE TRIGGER t BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION no_secret()",
        "CREATE INDEX wide ON notes (note)");
  }

  @AfterEach
  void close() {
    postgres.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = LoadMode.class,
      names = {"DIRECT", "MERGE"})
  void exactlyTheBadRowsAreRefusedEachWithItsReason(LoadMode mode) throws SQLException {
    Batch batch = TestBatches.mapped(ROWS, mode);

    TestLoads.load(postgres, payloadWithBadRows(batch));

    SortedMap<Integer, DeadLetter> dead = batch.deadLetters();
    assertThat(dead).containsOnlyKeys(0, 7, 8, 500, 1_000, 1_001, 1_500, 1_999);
    assertThat(dead.get(0))
        .isEqualTo(
            letter(
                "school_id",
                Reason.MISSING_PARENT,
                "constraint students_school_id_fkey of public.students (SQLSTATE 23503)"));
    assertThat(dead.get(7))
        .isEqualTo(
            letter(
                "age",
                Reason.CHECK_VIOLATED,
                "constraint grown of public.students (SQLSTATE 23514)"));
    assertThat(dead.get(8))
        .isEqualTo(
            letter(
                "next_school_id",
                Reason.MISSING_PARENT,
                "constraint students_next_school_id_fkey of public.students (SQLSTATE 23503)"));
    assertThat(dead.get(500))
        .isEqualTo(
            letter(
                "email",
                Reason.DUPLICATE,
                "constraint one_email of public.students (SQLSTATE 23505)"));
    assertThat(dead.get(1_000).reason()).isEqualTo(Reason.REFUSED_BY_TARGET);
    assertThat(dead.get(1_000).message()).isEqualTo("refused by PostgreSQL (SQLSTATE P0001)");
    assertThat(dead.get(1_001))
        .isEqualTo(
            letter("grade", Reason.CHECK_VIOLATED, "constraint grade_code_check (SQLSTATE 23514)"));
    assertThat(dead.get(1_500).message()).contains("SQLSTATE 54000");
    assertThat(dead.get(1_999))
        .isEqualTo(letter("note", Reason.NULL_NOT_ALLOWED, " of public.notes (SQLSTATE 23502)"));
    assertThat(batch.accounting().inserted()).isEqualTo(ROWS - dead.size());
    assertThat(batch.accounting().closes()).isTrue();
    assertThat(postgres.query("SELECT count(*) FROM students JOIN notes ON student_id = id"))
        .containsExactly(String.valueOf(ROWS - dead.size()));
    assertThat(postgres.query("SELECT count(*) FROM students"))
        .containsExactly(String.valueOf(ROWS - dead.size()));
  }

  @ParameterizedTest
  @EnumSource(
      value = LoadMode.class,
      names = {"DIRECT", "MERGE"})
  void aBatchOfNothingButBadRowsLeavesNothing(LoadMode mode) throws SQLException {
    Batch batch = TestBatches.mapped(5, mode);
    TestRows students = students();
    for (int i = 0; i < 5; i++) {
      students.add(i, student(i, "e" + i, null, null, null, -1L));
    }

    TestLoads.load(postgres, TestBatches.payload(batch, students));

    assertThat(TestLoads.outcomes(batch)).containsOnly(RowOutcome.DEAD);
    assertThat(postgres.query("SELECT count(*) FROM students")).containsExactly("0");
  }

  @ParameterizedTest
  @EnumSource(
      value = LoadMode.class,
      names = {"DIRECT", "MERGE"})
  void anErrorOfTheBatchIsThrownAsItIsAndSettlesNothing(LoadMode mode) throws SQLException {
    Batch batch = TestBatches.mapped(2, mode);
    TestRows students = students();
    students.add(0, student(0, "a", null, null, null, 1L));
    students.add(1, student(1, "b", null, null, null, 1L));
    postgres.execute(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE ''full'' USING ERRCODE = ''53100''; END'",
        "CREATE TRIGGER t BEFORE INSERT ON students FOR EACH ROW EXECUTE FUNCTION full_disk()");
    CopyPayload payload = TestBatches.payload(batch, students);

    assertThatThrownBy(() -> TestLoads.load(postgres, payload))
        .isInstanceOfSatisfying(
            PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53100"));
    assertThat(TestLoads.outcomes(batch)).containsOnly(RowOutcome.MAPPED);
  }

  @Test
  void aTableThatHasChangedFailsTheBatchAndNotItsRows() throws SQLException {
    Batch batch = TestBatches.mapped(2, LoadMode.DIRECT);
    TestRows students = students();
    students.add(0, student(0, "a", null, null, null, 1L));
    students.add(1, student(1, "b", null, null, null, 1L));
    postgres.execute("ALTER TABLE students ALTER COLUMN age TYPE smallint");
    CopyPayload payload = TestBatches.payload(batch, students);

    assertThatThrownBy(() -> TestLoads.load(postgres, payload))
        .isInstanceOf(MigrationException.class)
        .hasMessageContainingAll("TRB-0410", "column age was integer, is smallint");
    assertThat(TestLoads.outcomes(batch)).containsOnly(RowOutcome.MAPPED);
  }

  private CopyPayload payloadWithBadRows(Batch batch) throws SQLException {
    TestRows students = students();
    TestRows notes =
        new TestRows(TestLoads.tables(postgres, "notes").get("notes"), "student_id", "note");
    UUID missing = TestBatches.id(77_777);
    for (int i = 0; i < ROWS; i++) {
      Long age = i == 7 ? -1L : 10L;
      students.add(
          i,
          student(
              i,
              i == 500 ? "e499" : "e" + i,
              i == 1_001 ? "Z" : "K",
              i == 0 ? missing : TestBatches.id(500),
              i == 8 ? missing : null,
              age));
      String note = "note " + i;
      if (i == 1_000) {
        note = "secret";
      } else if (i == 1_500) {
        note = incompressible();
      } else if (i == ROWS - 1) {
        note = null;
      }
      notes.add(i, row(TestBatches.id(i), note));
    }
    // Only now, so that the encoder lets the NULL pass and PostgreSQL finds it.
    postgres.execute("ALTER TABLE notes ALTER COLUMN note SET NOT NULL");
    return TestBatches.payload(batch, students, notes);
  }

  /** Too long for an index, however it is compressed. */
  private static String incompressible() {
    StringBuilder text = new StringBuilder();
    new Random(1).ints(20_000, 'a', 'z').forEach(c -> text.append((char) c));
    return text.toString();
  }

  private TestRows students() throws SQLException {
    Map<String, TargetTable> tables = TestLoads.tables(postgres, "students");
    return new TestRows(
        tables.get("students"), "id", "email", "grade", "school_id", "next_school_id", "age");
  }

  private static Object[] student(
      int i, String email, String grade, UUID school, UUID next, Long age) {
    return row(TestBatches.id(i), email, grade, school, next, age);
  }

  private static DeadLetter letter(String column, Reason reason, String what) {
    return new DeadLetter(
        DeadLetter.Stage.LOAD,
        Optional.ofNullable(column),
        reason,
        "refused by PostgreSQL" + (what.startsWith(" ") ? "" : ": ") + what);
  }
}
