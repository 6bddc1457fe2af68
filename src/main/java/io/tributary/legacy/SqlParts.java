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

  /**
   * A parent that its own filter leaves out is not migrated, and so is no parent here.
   *
   * <p>Where the manifest states a condition on either side, the parent gives its key alone, under
   * names of its own: a column that is named without an alias in a condition on the child stays the
   * child's, although the parent has one of that name, too.
   */
  String join(RowPlan plan, int number) {
    ParentJoin join = plan.parents().get(number);
    String relation = relation(join.parent(), join.table().name());
    String rows = relation;
    if (hasConditions(plan, number)) {
      String key =
          join.table().key().stream()
              .map(column -> own(column) + " AS " + ownName(join, column))
              .collect(joining(", "));
      rows = "(SELECT " + key + "\nFROM " + relation + " AS t" + where(filter(join.parent())) + ")";
    }
    return "\nLEFT JOIN "
        + rows
        + " AS r"
        + (number + 1)
        + " ON "
        + IntStream.range(0, join.childColumns().size())
            .mapToObj(
                part ->
                    parentColumn(plan, number, part) + " = " + own(join.childColumns().get(part)))
            .collect(joining(" AND "));
  }

  private static boolean hasConditions(RowPlan plan, int number) {
    return !filter(plan.entity()).isEmpty()
        || !filter(plan.parents().get(number).parent()).isEmpty();
  }

  /** A part of a joined parent's key. */
  String parentColumn(RowPlan plan, int number, int part) {
    ParentJoin join = plan.parents().get(number);
    SourceColumn column = join.table().key().get(part);
    return "r"
        + (number + 1)
        + "."
        + (hasConditions(plan, number) ? ownName(join, column) : dialect.quote(column.name()));
  }

  private String ownName(ParentJoin join, SourceColumn column) {
    return dialect.quote("tributary parent key " + join.table().key().indexOf(column));
  }
}
