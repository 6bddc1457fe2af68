package io.tributary.legacy;

import static java.util.stream.Collectors.joining;

import io.tributary.batch.SourceColumn;
import io.tributary.manifest.Entity;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What statements over an entity's rows are made of. The rows have the alias {@code t}. */
final class SqlParts {

  private final Dialect dialect;

  SqlParts(Dialect dialect) {
    this.dialect = dialect;
  }

  /** What an entity's rows come from. */
  String from(Entity entity, Optional<LegacyTable.Name> name) {
    return "\nFROM " + relation(entity, name) + " AS t";
  }

  /** Line ends around what the manifest says, since it may end with a comment. */
  String relation(Entity entity, Optional<LegacyTable.Name> name) {
    return name.map(n -> dialect.quote(n.schema()) + "." + dialect.quote(n.table()))
        .orElseGet(() -> "(\n" + entity.legacy().query().orElseThrow() + "\n)");
  }

  /** The condition that the manifest states, if it states one. */
  static List<String> filter(Entity entity) {
    return entity.legacy().where().map(where -> "(\n" + where + "\n)").stream().toList();
  }

  /** All of these conditions. */
  static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : "\nWHERE " + String.join("\n  AND ", conditions);
  }

  /** A column of the entity. */
  String own(SourceColumn column) {
    return "t." + dialect.quote(column.name());
  }

  /** A parameter in a key column's own type. */
  static String bound(SourceColumn column) {
    return cast("?", column);
  }

  /** A value in a key column's own type. */
  static String cast(String value, SourceColumn column) {
    return "CAST(" + value + " AS " + column.sqlType() + ")";
  }

  /**
   * Rows with one of some keys. Parameters: each key's parts, in their order.
   *
   * @param keys how many, at least one
   */
  String anyKey(List<SourceColumn> key, int keys) {
    String one =
        key.stream()
            .map(column -> own(column) + " = " + bound(column))
            .collect(joining(" AND ", "(", ")"));
    return "(" + String.join(" OR ", Collections.nCopies(keys, one)) + ")";
  }

  /** A parent that its own filter leaves out is not migrated, and so is no parent here. */
  String join(RowPlan plan, int number) {
    ParentJoin join = plan.parents().get(number);
    String relation = relation(join.parent(), join.table().name());
    List<String> filter = filter(join.parent());
    String rows =
        filter.isEmpty()
            ? relation
            : "(SELECT t.* FROM " + relation + " AS t" + where(filter) + ")";
    return "\nLEFT JOIN "
        + rows
        + " AS r"
        + (number + 1)
        + " ON "
        + IntStream.range(0, join.childColumns().size())
            .mapToObj(
                part ->
                    parentColumn(number, join.table().key().get(part))
                        + " = "
                        + own(join.childColumns().get(part)))
            .collect(joining(" AND "));
  }

  /** A column of a joined parent. */
  String parentColumn(int number, SourceColumn column) {
    return "r" + (number + 1) + "." + dialect.quote(column.name());
  }
}
