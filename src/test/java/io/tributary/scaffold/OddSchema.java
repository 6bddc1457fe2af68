package io.tributary.scaffold;

import io.tributary.testing.TestLegacy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A legacy schema of many tables under names that nobody should use, with every kind of key, self
 * references and cycles. Each table has three rows with {@code Seq} 1 to 3; a row refers to rows of
 * the same {@code Seq}, and the third to none where it may.
 */
final class OddSchema {

  static final int ROWS = 3;

  private static final List<String> SCHEMAS = List.of("dbo", "hr", "my schema", "a.b", "select");
  private static final String LONG = "A very long name that goes on and on ".repeat(4);
  private static final List<String> NAMES =
      List.of(
          "Student%d",
          "Class List %d",
          "[brackets] and ] %d",
          "[half]];%d",
          "The \"Best\" %d",
          "O'Brien %d",
          "two.parts.%d",
          "Schülér Größe %d",
          "生徒の記録 %d",
          "{{env:HOME}} {{ %d",
          "x\n  evil: { service: main } # %d",
          "-- DROP TABLE x; %d",
          "/* %d",
          ": - & * ! %% @ ` | > %d",
          "# %d \\ \t",
          "\uD83D\uDE00 %d \u202E \u0085",
          "%d numbers first",
          "null",
          "true",
          "order",
          "Student_Note %d",
          "StudentNote %d",
          "student note %d",
          LONG.substring(0, 124) + "%d");

  private enum Key {
    INTEGER("[Id] INT IDENTITY NOT NULL PRIMARY KEY", "Id"),
    COMPOSITE(
        "[Year] INT NOT NULL, [Code] VARCHAR_IGNORECASE(9) NOT NULL, PRIMARY KEY ([Code], [Year])",
        "Code",
        "Year"),
    TEXT("[Key \"x\"] NVARCHAR(20) NOT NULL PRIMARY KEY", "Key \"x\""),
    GUID("[Id] UNIQUEIDENTIFIER NOT NULL PRIMARY KEY", "Id"),
    DECIMAL("[No] DECIMAL(9,2) NOT NULL, CONSTRAINT [unique %d] UNIQUE ([No])", "No"),
    DATES(
        "[On] DATE NOT NULL, [tenant_id] BIGINT NOT NULL, PRIMARY KEY ([On], [tenant_id])",
        "On",
        "tenant_id"),
    NONE("[Id] INT NULL"),
    BIT("[Flag] BIT NULL, [Real] REAL NOT NULL PRIMARY KEY");

    private final String ddl;
    private final String columns;

    Key(String ddl, String... columns) {
      this.ddl = ddl;
      this.columns = String.join(";", columns);
    }

    List<String> columns() {
      return columns.isEmpty() ? List.of() : List.of(columns.split(";"));
    }

    boolean isUsable() {
      return !columns.isEmpty();
    }

    private String type(String column) {
      return switch (column) {
        case "Year" -> "INT";
        case "Code" -> "VARCHAR_IGNORECASE(9)";
        case "Key \"x\"" -> "NVARCHAR(20)";
        case "No" -> "DECIMAL(9,2)";
        case "On" -> "DATE";
        case "tenant_id" -> "BIGINT";
        default -> this == GUID ? "UNIQUEIDENTIFIER" : "INT";
      };
    }

    /** As SQL; with {@code other} as a child might spell it. */
    private String value(String column, int seq, boolean other) {
      return switch (column) {
        case "Year" -> Integer.toString(2000 + seq);
        case "Code" -> other ? "'CODE" + seq + "'" : "'Code" + seq + "'";
        case "Key \"x\"" -> "'k|" + seq + "\\'";
        case "No" -> seq + ".50";
        case "On" -> "'2020-01-0" + seq + "'";
        case "tenant_id" -> Integer.toString(10 * seq);
        case "Flag" -> "1";
        case "Real" -> seq + ".5";
        default ->
            this == GUID
                ? "'0000000%d-0000-4000-8000-000000000000'".formatted(seq)
                : Integer.toString(seq);
      };
    }
  }

  private record Table(int number, String name, Key key, int parent, boolean nullable) {

    String quoted() {
      return quote(SCHEMAS.get(number % SCHEMAS.size())) + "." + quote(name);
    }
  }

  private final TestLegacy legacy;
  private final List<Table> tables = new ArrayList<>();

  OddSchema(TestLegacy legacy, int count) {
    this.legacy = legacy;
    for (int i = 0; i < count; i++) {
      String pattern = NAMES.get(i % NAMES.size());
      boolean once = !pattern.contains("%d");
      String name = once && i >= NAMES.size() ? "Table %d" : pattern;
      // Knots of five: each refers to the one before, the first to the last; every tenth to itself.
      int parent = i % 10 == 9 ? i : i % 5 == 0 ? Math.min(i + 4, count - 1) : i - 1;
      tables.add(
          new Table(
              i, name.formatted(i), Key.values()[i % Key.values().length], parent, i % 3 > 0));
    }
  }

  /** How many of its tables can be migrated. */
  long usable() {
    return tables.stream().filter(table -> table.key().isUsable()).count();
  }

  /** How many foreign keys lead from and to tables that can be migrated. */
  long references() {
    return tables.stream().filter(this::isReference).count();
  }

  /** How many rows refer to a row, over all those foreign keys. */
  long referringRows() {
    return tables.stream()
        .filter(this::isReference)
        .mapToLong(table -> table.nullable() ? ROWS - 1 : ROWS)
        .sum();
  }

  private boolean isReference(Table table) {
    return table.key().isUsable() && tables.get(table.parent()).key().isUsable();
  }

  /** Creates it, rows before foreign keys, since those form cycles. */
  void create() {
    for (String schema : SCHEMAS) {
      if (!schema.equals("dbo")) {
        legacy.execute("CREATE SCHEMA " + quote(schema));
      }
    }
    tables.forEach(this::create);
    tables.forEach(this::fill);
    tables.forEach(this::refer);
    legacy.execute(
        "CREATE VIEW [dbo].[All \"Students\"] AS SELECT * FROM " + tables.get(0).quoted());
  }

  private void create(Table table) {
    Key parent = tables.get(table.parent()).key();
    String foreign =
        parent.columns().stream()
            .map(
                column ->
                    quote("ref " + column)
                        + " "
                        + parent.type(column)
                        + (isNullable(table, parent, column) ? " NULL, " : " NOT NULL, "))
            .collect(Collectors.joining());
    legacy.execute(
        "CREATE TABLE "
            + table.quoted()
            + " (\n"
            + foreign
            + """
            [Seq] SMALLINT NOT NULL, [each] NVARCHAR(40) NULL, [legacy_id] TINYINT NULL,
            [Taken At] DATETIME2(7) NULL, [Half Price] INT GENERATED ALWAYS AS ([Seq] / 2), [xmin] NVARCHAR(MAX) NULL,
            [Ratio] FLOAT NULL, [Picture] VARBINARY(MAX) NULL, [Amount] MONEY NULL,
            [Zoned] DATETIMEOFFSET(3) NULL, [Shape] GEOMETRY NULL,
            """
            + table.key().ddl.formatted(table.number())
            + ")",
        "CREATE %sINDEX [seq %d] ON %s ([Seq])"
            .formatted(
                table.key().isUsable() && table.key() != Key.DECIMAL ? "UNIQUE " : "",
                table.number(),
                table.quoted()),
        "CREATE INDEX [each %d] ON %s ([each], [Seq])".formatted(table.number(), table.quoted()));
  }

  /** Of a composite reference one column alone, so that the third row's is incomplete. */
  private static boolean isNullable(Table table, Key parent, String column) {
    return table.nullable() && column.equals(parent.columns().get(0));
  }

  private void fill(Table table) {
    Key parent = tables.get(table.parent()).key();
    List<String> columns = new ArrayList<>(List.of("Seq", "each"));
    if (table.key() != Key.INTEGER && table.key() != Key.NONE) {
      columns.addAll(table.key() == Key.BIT ? List.of("Real") : table.key().columns());
    }
    int own = columns.size();
    parent.columns().forEach(column -> columns.add("ref " + column));
    legacy.execute(
        "INSERT INTO "
            + table.quoted()
            + " ("
            + columns.stream().map(OddSchema::quote).collect(Collectors.joining(", "))
            + ") VALUES "
            + IntStream.rangeClosed(1, ROWS)
                .mapToObj(seq -> values(table, parent, columns, own, seq))
                .collect(Collectors.joining(", ")));
  }

  private static String values(Table table, Key parent, List<String> columns, int own, int seq) {
    List<String> values = new ArrayList<>(List.of(Integer.toString(seq), "'row " + seq + "'"));
    columns.subList(2, own).forEach(column -> values.add(table.key().value(column, seq, false)));
    for (String column : parent.columns()) {
      boolean none = seq == ROWS && isNullable(table, parent, column);
      values.add(none ? "NULL" : parent.value(column, seq, true));
    }
    return "(" + String.join(", ", values) + ")";
  }

  private void refer(Table table) {
    Table parent = tables.get(table.parent());
    if (!parent.key().isUsable()) {
      return;
    }
    legacy.execute(
        "ALTER TABLE %s ADD CONSTRAINT [fk %d] FOREIGN KEY (%s) REFERENCES %s (%s)"
            .formatted(
                table.quoted(),
                table.number(),
                parent.key().columns().stream()
                    .map(column -> quote("ref " + column))
                    .collect(Collectors.joining(", ")),
                parent.quoted(),
                parent.key().columns().stream()
                    .map(OddSchema::quote)
                    .collect(Collectors.joining(", "))));
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
