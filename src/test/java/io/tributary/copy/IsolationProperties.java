package io.tributary.copy;

import static io.tributary.copy.TestRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.LoadMode;
import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Whatever is wrong with the rows of a batch: it ends as if they had been loaded one by one, in the
 * order of their keys.
 */
class IsolationProperties {

  private static TestPostgres postgres;
  private static Map<String, TargetTable> tables;

  @BeforeContainer
  static void createTables() throws SQLException {
    postgres = TestPostgres.create();
    postgres.execute(
        "CREATE TABLE schools (town text, no int, PRIMARY KEY (town, no))",
        "INSERT INTO schools VALUES ('a', 1), ('a', 2), ('b', 1)",
        """
        CREATE TABLE students (id uuid PRIMARY KEY, email text UNIQUE, town text, no int, seat int,
          CHECK (seat + no < 12),
          FOREIGN KEY (town, no) REFERENCES schools)
        """,
        "CREATE UNIQUE INDEX one_seat ON students (town, seat)",
        "CREATE UNIQUE INDEX one_captain ON students (upper(town), no) WHERE seat = 0",
        """
        CREATE TABLE lockers (student_id uuid PRIMARY KEY REFERENCES students, number int UNIQUE)
        """,
        "CREATE TABLE notes (student_id uuid PRIMARY KEY REFERENCES students, note int)",
        """
        CREATE FUNCTION no_zero() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN IF NEW.note = 0 THEN RAISE ''zero''; END IF; RETURN NEW; END'
        """,
        "CREATE TRIGGER t BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION no_zero()");
    tables = TestLoads.tables(postgres, "students", "lockers", "notes");
  }

  @AfterContainer
  static void close() {
    postgres.close();
  }

  /** A legacy row: what it is split into; {@code email} and {@code locker} may be absent. */
  record Line(
      int id,
      @Nullable Integer email,
      @Nullable String town,
      int no,
      int seat,
      @Nullable Integer locker,
      int note) {}

  @Provide
  Arbitrary<List<Line>> lines() {
    return line(12).list().ofMinSize(2).ofMaxSize(24);
  }

  @Provide
  Arbitrary<List<Line>> thereBefore() {
    return line(30).list().ofMaxSize(4);
  }

  private static Arbitrary<Line> line(int ids) {
    return Combinators.combine(
            Arbitraries.integers().between(0, ids + 20),
            Arbitraries.integers().between(0, 40).injectNull(0.1),
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(9, Arbitraries.of("a", "b")),
                net.jqwik.api.Tuple.of(1, Arbitraries.of("c", "A").injectNull(0.5))),
            Arbitraries.integers().between(1, 2),
            Arbitraries.integers().between(0, 11),
            Arbitraries.integers().between(0, 40).injectNull(0.2),
            Arbitraries.integers().between(0, 9))
        .as(Line::new);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void aBatchEndsAsIfItsRowsWereLoadedOneByOne(
      @ForAll("lines") List<Line> lines,
      @ForAll("thereBefore") List<Line> before,
      @ForAll boolean direct)
      throws SQLException {
    Batch batch = TestBatches.mapped(lines.size(), direct ? LoadMode.DIRECT : LoadMode.MERGE);
    CopyPayload payload = payload(batch, lines);
    try (Connection connection = postgres.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      loadOneByOne(
          connection, payload(TestBatches.mapped(before.size() + 1, LoadMode.MERGE), before));
      Savepoint start = connection.setSavepoint();

      new BatchLoad(connection, payload, TestLoads.PLAIN).run();
      Set<Integer> refused = batch.deadLetters().keySet();
      List<String> loaded = contents(connection);
      connection.rollback(start);

      Set<Integer> refusedOneByOne = loadOneByOne(connection, payload);
      assertThat(refused).isEqualTo(refusedOneByOne);
      assertThat(loaded).isEqualTo(contents(connection));
      connection.rollback();
    }
  }

  private static CopyPayload payload(Batch batch, List<Line> lines) {
    TestRows students = new TestRows(tables.get("students"), "id", "email", "town", "no", "seat");
    TestRows lockers = new TestRows(tables.get("lockers"), "student_id", "number");
    TestRows notes = new TestRows(tables.get("notes"), "student_id", "note");
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      UUID id = TestBatches.id(line.id);
      String email = line.email == null ? null : "e" + line.email;
      students.add(i, row(id, email, line.town, (long) line.no, (long) line.seat));
      if (line.locker != null) {
        lockers.add(i, row(id, (long) line.locker));
      }
      notes.add(i, row(id, (long) line.note));
    }
    return TestBatches.payload(batch, students, lockers, notes);
  }

  /** The rows that PostgreSQL refuses. */
  private static Set<Integer> loadOneByOne(Connection connection, CopyPayload payload)
      throws SQLException {
    BitSet pending = new BitSet();
    pending.set(0, payload.batch().size());
    List<TableSlices> slices =
        payload.tables().stream().map(rows -> new TableSlices(rows, pending)).toList();
    StaleRows stale = new StaleRows(payload.batch(), slices);
    StagedSender sender =
        StagedSender.prepare(connection, payload.batch(), slices, TestLoads.PLAIN, stale);
    Set<Integer> refused = new TreeSet<>();
    for (int i = 0; i < payload.batch().size(); i++) {
      Savepoint before = connection.setSavepoint();
      try {
        sender.send(i, i + 1);
      } catch (SQLException e) {
        assertThat(Refusals.concernsRow(e)).isTrue();
        connection.rollback(before);
        refused.add(i);
      }
    }
    return refused;
  }

  private static List<String> contents(Connection connection) throws SQLException {
    List<String> lines = new ArrayList<>();
    for (String table : List.of("students", "lockers", "notes")) {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT t::text FROM " + table + " AS t ORDER BY 1")) {
        while (rows.next()) {
          lines.add(table + rows.getString(1));
        }
      }
    }
    return lines;
  }
}
