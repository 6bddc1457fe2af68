package io.tributary.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.LoadMode;
import io.tributary.batch.RowRefusedException;
import io.tributary.testing.CountedStatements;
import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every refusal there is, alone and together: the bad rows are refused and nothing else. */
class PoisonBatchTest {

  private static final int ROWS = 10_000;

  /** Savepoint, COPY into each of two tables, and the savepoint's end. */
  private static final int STATEMENTS_OF_A_TRY = 5;

  /** For these two tables and their constraints, both tries at the load included. */
  private static final int SET_WISE_STATEMENTS = 65;

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
    Map<Integer, Poison> bad = spread(2_000, 3, poison);

    Outcome outcome = load(2_000, bad, LoadMode.DIRECT);

    assertExactly(2_000, bad, outcome);
  }

  @ParameterizedTest
  @EnumSource(
      value = LoadMode.class,
      names = {"DIRECT", "MERGE"})
  void allKindsInOneBatchAreRefusedEachWithItsReason(LoadMode mode) throws SQLException {
    Map<Integer, Poison> bad = spread(ROWS, 2, Poison.values());

    Outcome outcome = load(ROWS, bad, mode);

    assertExactly(ROWS, bad, outcome);
  }

  @Test
  void rowsThatAreRefusedBeforeTheyAreSentCostNoStatement() throws SQLException {
    Map<Integer, Poison> bad = spread(ROWS, 100, kinds(Poison.Found.MAPPED));

    Outcome none = load(ROWS, Map.of(), LoadMode.DIRECT);
    Outcome many = load(ROWS, bad, LoadMode.DIRECT);

    assertExactly(ROWS, bad, many);
    assertThat(many.statements).isEqualTo(none.statements);
  }

  @ParameterizedTest
  @EnumSource(
      value = LoadMode.class,
      names = {"DIRECT", "MERGE"})
  void aHundredBadRowsThatAreFoundSetWiseCostAsManyStatementsAsOneOfEachKind(LoadMode mode)
      throws SQLException {
    Map<Integer, Poison> hundreds = spread(ROWS, 100, kinds(Poison.Found.SET_WISE));

    Outcome few = load(ROWS, spread(ROWS, 1, kinds(Poison.Found.SET_WISE)), mode);
    Outcome many = load(ROWS, hundreds, mode);

    assertExactly(ROWS, hundreds, many);
    assertThat(many.statements).isEqualTo(few.statements).isLessThan(SET_WISE_STATEMENTS);
  }

  @Test
  void aSetWiseSearchCostsTheSameInASmallBatch() throws SQLException {
    Outcome small = load(200, spread(200, 1, kinds(Poison.Found.SET_WISE)), LoadMode.DIRECT);
    Outcome large = load(ROWS, spread(ROWS, 1, kinds(Poison.Found.SET_WISE)), LoadMode.DIRECT);

    assertThat(small.statements).isEqualTo(large.statements);
  }

  @Test
  void rowsThatOnlyBisectionFindsCostATreeOfTriesAndNotARowEach() throws SQLException {
    Map<Integer, Poison> bad = spread(ROWS, 20, Poison.TRIGGER);

    Outcome outcome = load(ROWS, bad, LoadMode.DIRECT);

    assertExactly(ROWS, bad, outcome);
    assertThat(outcome.statements).isLessThan(SET_WISE_STATEMENTS + bisection(20, ROWS));
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

    Outcome outcome = load(ROWS, bad, LoadMode.DIRECT);

    assertExactly(ROWS, bad, outcome);
    assertThat(outcome.statements).isLessThan(SET_WISE_STATEMENTS + bisection(2, ROWS));
  }

  /** Each bad row is looked for down a tree whose upper levels they share. */
  private static int bisection(int badRows, int rows) {
    double depth = Math.log((double) rows / badRows) / Math.log(2) + 2;
    return (int) Math.ceil(2 * badRows * depth * STATEMENTS_OF_A_TRY);
  }

  private static Poison[] kinds(Poison.Found found) {
    return Stream.of(Poison.values()).filter(p -> p.found == found).toArray(Poison[]::new);
  }

  /** So many rows of each kind, a good one before each. */
  private static Map<Integer, Poison> spread(int rows, int times, Poison... poisons) {
    Map<Integer, Poison> bad = new LinkedHashMap<>();
    int step = (rows - 100) / (times * poisons.length);
    int at = 51;
    for (int i = 0; i < times; i++) {
      for (Poison poison : poisons) {
        bad.put(at, poison);
        at += step;
      }
    }
    return bad;
  }

  private static Outcome load(int rowCount, Map<Integer, Poison> bad, LoadMode mode)
      throws SQLException {
    Batch batch = TestBatches.mapped(rowCount, mode);
    TestRows students = new TestRows(tables.get("students"), PoisonRow.STUDENT);
    TestRows notes = new TestRows(tables.get("notes"), PoisonRow.NOTE);
    for (int i = 0; i < rowCount; i++) {
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
          i,
          new DeadLetter(DeadLetter.Stage.MAP, column, e.reason(), String.valueOf(e.getMessage())));
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

  private static void assertExactly(int rows, Map<Integer, Poison> bad, Outcome outcome) {
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
    assertThat(outcome.students).isEqualTo(rows - bad.size());
    assertThat(outcome.notes).isEqualTo(rows - bad.size());
    assertThat(outcome.batch.accounting().inserted()).isEqualTo(rows - bad.size());
    assertThat(outcome.batch.accounting().closes()).isTrue();
  }
}
