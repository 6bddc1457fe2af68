package io.tributary.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The SQL and YAML of a shape. */
final class ShapeTables {

  /** The split row's columns that go elsewhere than into its main table. */
  private static final List<String> DEMOGRAPHICS = List.of("city", "language");

  private ShapeTables() {}

  /** Creates the legacy table, without rows. */
  static String legacyTable(Shape shape) {
    return shape.columns().stream()
        .map(column -> "%s %s".formatted(column.legacy(), column.legacyType()))
        .collect(
            Collectors.joining(
                ", ", "CREATE TABLE dbo.Entry (Id BIGINT NOT NULL PRIMARY KEY, ", ")"));
  }

  /** Inserts the rows from number {@code ?} to before number {@code ?}, a million at most. */
  static String legacyRows(DataSet data) {
    String names =
        data.shape().columns().stream().map(BenchColumn::legacy).collect(Collectors.joining(", "));
    String values =
        data.shape().columns().stream()
            .map(column -> column.value().replace("{every}", Integer.toString(data.badEvery())))
            .collect(Collectors.joining(",\n  "));
    return """
        INSERT INTO dbo.Entry (Id, %s)
        SELECT n.N + 1,
          %s
        FROM (SELECT CAST(? AS BIGINT) + h.N * 1000 + l.N AS N
              FROM dbo.Number h CROSS JOIN dbo.Number l) n
        WHERE n.N < ?
        """
        .formatted(names, values);
  }

  /** Creates the target tables. */
  static List<String> target(DataSet data) {
    List<String> statements = new ArrayList<>();
    for (String parent : List.of("learners", "courses")) {
      statements.add(
          """
          CREATE TABLE %s (
            id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL,
            name text NOT NULL)
          """
              .formatted(parent));
    }
    Shape shape = data.shape();
    boolean split = shape == Shape.SPLIT;
    statements.add(
        """
        CREATE TABLE %s (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint NOT NULL, %s,
          UNIQUE (tenant_id, legacy_id))
        """
            .formatted(shape.table(), targetColumns(shape, name -> !split || isMain(name))));
    if (split) {
      statements.add(
          """
          CREATE TABLE split_demographics (
            id uuid PRIMARY KEY, tenant_id uuid NOT NULL, row_id uuid NOT NULL UNIQUE, %s)
          """
              .formatted(targetColumns(shape, DEMOGRAPHICS::contains)));
      statements.add(
          """
          CREATE TABLE split_contacts (
            id uuid PRIMARY KEY, tenant_id uuid NOT NULL, row_id uuid NOT NULL,
            position smallint NOT NULL, name text NOT NULL)
          """);
      statements.add("CREATE INDEX split_contacts_row ON split_contacts (row_id)");
    }
    statements.add(
        "CREATE INDEX %1$s_learner ON %1$s (tenant_id, learner_id)".formatted(shape.table()));
    if (data.foreignKeys()) {
      statements.addAll(foreignKeys(shape, split));
    }
    return statements;
  }

  private static List<String> foreignKeys(Shape shape, boolean split) {
    List<String> statements = new ArrayList<>();
    statements.add(
        "ALTER TABLE %s ADD FOREIGN KEY (learner_id) REFERENCES learners".formatted(shape.table()));
    statements.add(
        "ALTER TABLE %s ADD FOREIGN KEY (course_id) REFERENCES courses".formatted(shape.table()));
    if (split) {
      statements.add(
          "ALTER TABLE split_demographics ADD FOREIGN KEY (row_id) REFERENCES split_rows");
      statements.add("ALTER TABLE split_contacts ADD FOREIGN KEY (row_id) REFERENCES split_rows");
    }
    return statements;
  }

  private static boolean isMain(String target) {
    return !DEMOGRAPHICS.contains(target) && !target.startsWith("contact_");
  }

  private static String targetColumns(Shape shape, Predicate<String> which) {
    return shape.columns().stream()
        .filter(column -> which.test(column.target()))
        .map(column -> column.target() + " " + column.targetType())
        .collect(Collectors.joining(", "));
  }

  /** The manifest's entity. */
  static String entity(Shape shape, boolean rebuildIndexes) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("  ").append(shape.entity()).append(":\n");
    yaml.append("    service: target\n    phase: 2\n");
    yaml.append("    dependsOn: [ learner, course ]\n");
    yaml.append("    legacy: { table: dbo.Entry, key: Id }\n");
    if (rebuildIndexes) {
      yaml.append("    indexes: rebuild\n");
    }
    yaml.append("    into:\n");
    boolean split = shape == Shape.SPLIT;
    table(yaml, shape, shape.table(), "", name -> !split || isMain(name));
    if (split) {
      table(yaml, shape, "split_demographics", "row_id: { use: self }", DEMOGRAPHICS::contains);
      yaml.append("      split_contacts:\n        row_id: { use: self }\n        each:\n");
      for (int i = 1; i <= 2; i++) {
        yaml.append("          - when: [ Contact").append(i).append(" ]\n");
        yaml.append("            columns: { position: { constant: ").append(i);
        yaml.append(" }, name: Contact").append(i).append(" }\n");
      }
    }
    return yaml.toString();
  }

  private static void table(
      StringBuilder yaml, Shape shape, String table, String first, Predicate<String> which) {
    yaml.append("      ").append(table).append(":\n");
    if (!first.isEmpty()) {
      yaml.append("        ").append(first).append('\n');
    }
    shape.columns().stream()
        .filter(column -> which.test(column.target()))
        .forEach(
            column ->
                yaml.append("        ")
                    .append(column.target())
                    .append(": ")
                    .append(column.mapping())
                    .append('\n'));
  }
}
