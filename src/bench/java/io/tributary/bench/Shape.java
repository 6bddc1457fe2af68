package io.tributary.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the rows of a case look like. Each refers to two parents of the same tenant, of which {@link
 * #LEARNERS} and {@link #COURSES} are there.
 */
enum Shape {
  /** A roster: two references and a number. */
  NARROW(
      List.of(
          BenchColumn.of("Period", "SMALLINT NOT NULL", "n.N % 8", "period", "smallint NOT NULL"))),

  /** An assessment result: ten columns in the target. */
  MIDDLE(
      List.of(
          BenchColumn.of(
              "Score",
              "DECIMAL(9,2)",
              "CASE WHEN n.N % 10 = 0 THEN NULL ELSE CAST(n.N % 99991 AS DECIMAL(9,2)) / 100 END",
              "score",
              "numeric(9,2)"),
          BenchColumn.of(
              "TakenOn",
              "DATE NOT NULL",
              "DATEADD(DAY, n.N % 5000, CAST('2010-01-04' AS DATE))",
              "taken_on",
              "date NOT NULL"),
          BenchColumn.of(
                  "RecordedAt",
                  "DATETIME2(3) NOT NULL",
                  "DATEADD(SECOND, (n.N * 397) % 400000000, CAST('2010-01-04 08:00:00' AS DATETIME2(3)))",
                  "recorded_at",
                  "timestamptz NOT NULL")
              .as("timestamptz"),
          BenchColumn.of(
              "Passed",
              "BIT NOT NULL",
              "CASE WHEN n.N % 3 = 0 THEN 0 ELSE 1 END",
              "passed",
              "boolean NOT NULL"),
          comment())),

  /** Forty columns of all kinds. */
  WIDE(wide()),

  /** A student whose row becomes one student, one record of demographics and up to two contacts. */
  SPLIT(split());

  /** Rows of the first parent, a tenant. */
  static final int LEARNERS = 10_000;

  /** Rows of the second parent, a tenant. */
  static final int COURSES = 1_000;

  // An unmodifiable list of records.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<BenchColumn> columns;

  Shape(List<BenchColumn> own) {
    this.columns =
        Stream.concat(
                Stream.of(
                    BenchColumn.reference("LearnerId", "(n.N * 7) % " + 10_000 + " + 1", "learner"),
                    BenchColumn.reference("CourseId", courseOrNone(), "course")),
                own.stream())
            .toList();
  }

  /** Every second of the bad rows refers to a course that is not there. */
  private static String courseOrNone() {
    return "CASE WHEN n.N % (2 * {every}) = {every} - 1 THEN 1000000 ELSE n.N % 1000 + 1 END";
  }

  /** The comment of every other bad row is longer than the target takes. */
  private static BenchColumn comment() {
    return BenchColumn.of(
        "Comment",
        "NVARCHAR(200)",
        "CONCAT('Worked on unit ', n.N % 211, CASE WHEN n.N % (2 * {every}) = 2 * {every} - 1"
            + " THEN ': needs more time, more patience and a quiet place to read and to write every day'"
            + " ELSE ' this term' END)",
        "comment",
        "varchar(60)");
  }

  /** The columns in the order of the legacy table, without the key. */
  List<BenchColumn> columns() {
    return columns;
  }

  /** The name of the entity in the manifest. */
  String entity() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The main table in the target. */
  String table() {
    return entity() + "_rows";
  }

  private static List<BenchColumn> wide() {
    List<BenchColumn> columns = new ArrayList<>();
    IntStream.rangeClosed(1, 12)
        .forEach(
            i ->
                columns.add(
                    BenchColumn.of(
                        "Text" + i,
                        "NVARCHAR(80)",
                        "CONCAT('Part " + i + " of entry ', n.N % 9973, ' as it was written')",
                        "text_" + i,
                        "varchar(80)")));
    IntStream.rangeClosed(1, 8)
        .forEach(
            i ->
                columns.add(
                    BenchColumn.of(
                        "Number" + i, "INT", "n.N % " + (1000 + i), "number_" + i, "integer")));
    IntStream.rangeClosed(1, 6)
        .forEach(
            i ->
                columns.add(
                    BenchColumn.of(
                        "Amount" + i,
                        "DECIMAL(12,4)",
                        "CAST(n.N % 999983 AS DECIMAL(12,4)) / " + (4 * i),
                        "amount_" + i,
                        "numeric(12,4)")));
    IntStream.rangeClosed(1, 6)
        .forEach(
            i ->
                columns.add(
                    BenchColumn.of(
                            "At" + i,
                            "DATETIME2(3)",
                            "DATEADD(SECOND, (n.N * "
                                + (100 + i)
                                + ") % 400000000, CAST('2010-01-04 08:00:00' AS DATETIME2(3)))",
                            "at_" + i,
                            "timestamptz")
                        .as("timestamptz")));
    IntStream.rangeClosed(1, 5)
        .forEach(
            i ->
                columns.add(
                    BenchColumn.of(
                        "Flag" + i,
                        "BIT",
                        "CASE WHEN n.N % " + (i + 1) + " = 0 THEN 1 ELSE 0 END",
                        "flag_" + i,
                        "boolean")));
    columns.add(comment());
    return List.copyOf(columns);
  }

  private static List<BenchColumn> split() {
    List<BenchColumn> columns = new ArrayList<>();
    for (String name : List.of("FirstName", "LastName", "City", "Language")) {
      columns.add(
          BenchColumn.of(
              name,
              "NVARCHAR(60)",
              "CONCAT('" + name + " ', n.N % 7919)",
              name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT),
              "varchar(60)"));
    }
    columns.add(
        BenchColumn.of(
            "Born",
            "DATE",
            "DATEADD(DAY, n.N % 4000, CAST('2005-01-04' AS DATE))",
            "born",
            "date"));
    for (int i = 1; i <= 2; i++) {
      columns.add(
          BenchColumn.of(
              "Contact" + i,
              "NVARCHAR(60)",
              "CASE WHEN n.N % " + (2 * i) + " = 0 THEN CONCAT('Contact " + i + " of ', n.N) END",
              "contact_" + i,
              "varchar(60)"));
    }
    columns.add(comment());
    return List.copyOf(columns);
  }
}
