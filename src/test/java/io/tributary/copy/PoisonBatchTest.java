package io.tributary.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowRefusedException;
import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every refusal there is, in batches of 10,000 rows: the bad rows are refused and nothing else. */
class PoisonBatchTest {

  private static final int ROWS = 10_000;

  /** Savepoint, COPY into each of two tables, and the savepoint's end. */
  private static final int STATEMENTS_OF_A_TRY = 5;

  private static TestPostgres postgres;
  private static Map<String, TargetTable> tables;

  @BeforeAll
  static void createTables() throws SQLException {
    postgres = TestPostgres.create();
    postgres.execute(PoisonRow.TABLES);
    tables = TestLoads.tables(postgres, "students", "notes");
  }

  @AfterAll
  static void close() {
    postgres.close();
  }

  /** What came of a batch, which was taken back. */
  private record Outcome(Batch batch, int statements, int students, int notes) {}

  @ParameterizedTest
  @EnumSource(Poison.class)
  void oneKindOfBadRowIsRefusedWithItsReasonAndAllOthersLand(Poison poison) throws SQLException {
    Map<Integer, Poison> bad = spread(3, poison);

    Outcome outcome = load(bad, LoadMode.DIRECT);

    assertExactly(bad, outcome);
  }

  @ParameterizedTest
  @EnumSource(
      value = LoadMode.class,
      names = {"DIRECT", "MERGE"})
  void allKindsInOneBatchAreRefusedEachWithItsReason(LoadMode mode) throws SQLException {
    Map<Integer, Poison> bad = spread(2, Poison.values());

    Outcome outcome = load(bad, mode);

    assertExactly(bad, outcome);
  }

  @ParameterizedTest
  @EnumSource(Poison.class)
  void statementsDoNotGrowWithTheBadRowsThatAreFoundSetWise(Poison poison) throws SQLException {
    Outcome one = load(spread(1, poison), LoadMode.DIRECT);
    Outcome many = load(spread(100, poison), LoadMode.DIRECT);

    assertThat(many.batch.deadLetters()).hasSize(100);
    switch (poison.found) {
      case MAPPED -> assertThat(many.statements).isEqualTo(undisturbed());
      case SET_WISE -> assertThat(many.statements).isEqualTo(one.statements).isLessThan(60);
      case BY_BISECTION ->
          assertThat(many.statements).isLessThan(one.statements + bisection(100, 10_000));
    }
  }

  @Test
  void badRowsOfSeveralKindsCostWhatTheirKindsCost() throws SQLException {
    Map<Integer, Poison> bad = new LinkedHashMap<>();
    int at = 50;
    for (Poison poison : Poison.values()) {
      int times = poison.found == Poison.Found.BY_BISECTION ? 2 : 20;
      for (int i = 0; i < times; i++) {
        bad.put(at, poison);
        at += 20;
      }
    }

    Outcome outcome = load(bad, LoadMode.DIRECT);

    assertExactly(bad, outcome);
    assertThat(outcome.statements).isLessThan(60 + bisection(2, ROWS));
  }

  /** Each bad row is looked for down a tree whose upper levels they share. */
  private static int bisection(int badRows, int rows) {
    double depth = Math.log((double) rows / badRows) / Math.log(2) + 2;
    return (int) Math.ceil(2 * badRows * depth * STATEMENTS_OF_A_TRY);
  }

  private static int undisturbed() throws SQLException {
    return load(Map.of(), LoadMode.DIRECT).statements;
  }

  /** So many rows of each kind, a good one before each. */
  private static Map<Integer, Poison> spread(int times, Poison... poisons) {
    Map<Integer, Poison> bad = new LinkedHashMap<>();
    int step = (ROWS - 100) / (times * poisons.length);
    int at = 51;
    for (int i = 0; i < times; i++) {
      for (Poison poison : poisons) {
        bad.put(at, poison);
        at += step;
      }
    }
    return bad;
  }

  private static Outcome load(Map<Integer, Poison> bad, LoadMode mode) throws SQLException {
    Batch batch = TestBatches.mapped(ROWS, mode);
    TestRows students = new TestRows(tables.get("students"), PoisonRow.STUDENT);
    TestRows notes = new TestRows(tables.get("notes"), PoisonRow.NOTE);
    for (int i = 0; i < ROWS; i++) {
      PoisonRow row = new PoisonRow(i);
      if (bad.containsKey(i)) {
        bad.get(i).spoil(row, i);
      }
      map(batch, i, row, students, notes);
    }
    return load(batch, TestBatches.payload(batch, students, notes));
  }

  /** As the mapper does it: a row that doesn't fit is a dead letter and leaves nothing. */
  private static void map(Batch batch, int i, PoisonRow row, TestRows students, TestRows notes) {
    try {
      students.add(i, row.student());
      notes.add(i, row.note());
    } catch (RowRefusedException e) {
      Optional<String> column = Optional.ofNullable(students.column());
      students.rows().rollback();
      batch.refuse(
          i, new DeadLetter(DeadLetter.Stage.MAP, column, e.reason(), String.valueOf(e.getMessage())));
    }
  }

  private static Outcome load(Batch batch, CopyPayload payload) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      CountedStatements counted = new CountedStatements(connection);
      new BatchLoad(counted.connection(), payload, TestLoads.PLAIN).run();
      int statements = counted.count();
      int students = count(connection, "students") - 1;
      int notes = count(connection, "notes");
      connection.rollback();
      return new Outcome(batch, statements, students, notes);
    }
  }

  private static int count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void assertExactly(Map<Integer, Poison> bad, Outcome outcome) {
    assertThat(outcome.batch.deadLetters().keySet()).isEqualTo(bad.keySet());
    outcome
        .batch
        .deadLetters()
        .forEach(
            (row, letter) -> {
              Poison poison = bad.get(row);
              assertThat(letter)
                  .as("%s", poison)
                  .returns(poison.reason, DeadLetter::reason)
                  .returns(Optional.ofNullable(poison.column), DeadLetter::column)
                  .returns(poison.stage(), DeadLetter::stage);
            });
    assertThat(outcome.students).isEqualTo(ROWS - bad.size());
    assertThat(outcome.notes).isEqualTo(ROWS - bad.size());
    assertThat(outcome.batch.accounting().inserted()).isEqualTo(ROWS - bad.size());
    assertThat(outcome.batch.accounting().closes()).isTrue();
  }
}
