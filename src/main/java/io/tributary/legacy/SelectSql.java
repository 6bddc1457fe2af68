package io.tributary.legacy;

import static java.util.stream.Collectors.joining;

import io.tributary.batch.SourceColumn;
import io.tributary.manifest.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The SELECT statements that read an entity's rows.
 *
 * <p>A page starts after a key. With one key column that is {@code key > bound}; with several, rows
 * whose first part is greater, or equal and the second greater, and so on. The leading {@code >=},
 * which this implies, is said nevertheless: servers seek an index by it, and would otherwise read
 * the table from its beginning for each page. A key range ends with its upper bound, which is put
 * the same way round: {@code key <= bound}.
 *
 * <p>Each bound is cast to the key column's own type. A bound of another type would have the server
 * convert the column instead: that costs the index, and compares by other rules (a datetime read as
 * .003 s is .0033333 s; a varchar collation orders hyphens otherwise than nvarchar does), so that
 * rows would be skipped or read twice.
 */
final class SelectSql {

  private final Dialect dialect;
  private final SqlParts parts;

  SelectSql(Dialect dialect) {
    this.dialect = dialect;
    this.parts = new SqlParts(dialect);
  }

  /**
   * The next rows in key order. Parameters: how many rows; then, if there is a lower bound, key
   * parts by {@link #boundOrder}; then, if there is an upper one, its parts in the same way. If
   * {@link RowPlan#serverComparesKeys}, a last column says 1 where the server holds the row's key
   * equal to the one before.
   */
  String page(RowPlan plan, boolean lower, boolean upper) {
    return page(plan, "?", within(plan, lower, upper, SqlParts::bound));
  }

  /**
   * A page as {@link #page} asks for it, without parameters: a server that plans it knows how many
   * rows are asked for, and that a bound is of its key column's type, but not which key it is.
   *
   * @param rows how many
   * @param variables what stands for the lower bound's parts; empty for the first page
   */
  String pageToPlan(RowPlan plan, int rows, List<String> variables) {
    List<SourceColumn> key = plan.table().key();
    return page(
        plan,
        Integer.toString(rows),
        within(
            plan,
            !variables.isEmpty(),
            false,
            column -> SqlParts.cast(variables.get(key.indexOf(column)), column)));
  }

  private String page(RowPlan plan, String rows, List<String> conditions) {
    return "SELECT TOP ("
        + rows
        + ") "
        + selected(plan)
        + SqlParts.where(conditions)
        + orderBy(plan.table().key());
  }

  /**
   * Two keys, so many rows further on: one to cut at, and whether a row follows it. Parameters: key
   * parts as for a {@link #page}, then how many rows to pass over.
   */
  String keyFurtherOn(RowPlan plan, boolean lower, boolean upper) {
    List<SourceColumn> key = plan.table().key();
    return "SELECT "
        + key.stream().map(parts::own).collect(joining(", "))
        + parts.from(plan.entity(), plan.table().name())
        + SqlParts.where(within(plan, lower, upper, SqlParts::bound))
        + orderBy(key)
        + "\nOFFSET ? ROWS FETCH NEXT 2 ROWS ONLY";
  }

  private List<String> within(
      RowPlan plan, boolean lower, boolean upper, Function<SourceColumn, String> bound) {
    List<SourceColumn> key = plan.table().key();
    List<String> conditions = new ArrayList<>(SqlParts.filter(plan.entity()));
    if (lower) {
      conditions.add(beyond(key, ">", ">", bound));
    }
    if (upper) {
      conditions.add(beyond(key, "<", "<=", bound));
    }
    return conditions;
  }

  /** What is selected, and from what. */
  private String selected(RowPlan plan) {
    Stream<String> selected =
        Stream.concat(
            plan.columns().stream().map(this::selected),
            IntStream.range(0, plan.parents().size()).boxed().flatMap(i -> parentKey(plan, i)));
    if (plan.serverComparesKeys()) {
      selected = Stream.concat(selected, Stream.of(repeats(plan.table().key())));
    }
    return selected.collect(joining(", "))
        + parts.from(plan.entity(), plan.table().name())
        + IntStream.range(0, plan.parents().size())
            .mapToObj(i -> parts.join(plan, i))
            .collect(joining());
  }

  /** Rows by their keys, in key order. Parameters: each key's parts, in their order. */
  String byKeys(RowPlan plan, int keys) {
    List<SourceColumn> key = plan.table().key();
    List<String> conditions = new ArrayList<>(SqlParts.filter(plan.entity()));
    conditions.add(parts.anyKey(key, keys));
    return "SELECT " + selected(plan) + SqlParts.where(conditions) + orderBy(key);
  }

  /** In which order a bounded page's parameters take the key's parts. */
  static int[] boundOrder(int parts) {
    IntStream nested =
        IntStream.range(0, parts)
            .flatMap(i -> i < parts - 1 ? IntStream.of(i, i) : IntStream.of(i));
    return parts == 1 ? nested.toArray() : IntStream.concat(IntStream.of(0), nested).toArray();
  }

  /** Some columns of all rows, in key order. Parameter: how many rows at most. */
  String columns(Entity entity, LegacyTable table, List<SourceColumn> columns) {
    return "SELECT TOP (?) "
        + columns.stream().map(this::selected).collect(joining(", "))
        + parts.from(entity, table.name())
        + SqlParts.where(SqlParts.filter(entity))
        + orderBy(table.key());
  }

  /**
   * The keys of some rows, and beside each that of the parent it refers to, NULL where it has none.
   * Parameters: each key's parts, in their order.
   */
  String parentKeys(Entity entity, LegacyTable table, ParentJoin parent, int keys) {
    RowPlan plan = new RowPlan(entity, table, table.key(), List.of(parent));
    List<String> conditions = new ArrayList<>(SqlParts.filter(entity));
    conditions.add(parts.anyKey(table.key(), keys));
    return "SELECT "
        + Stream.concat(table.key().stream().map(parts::own), parentKey(plan, 0))
            .collect(joining(", "))
        + parts.from(entity, table.name())
        + parts.join(plan, 0)
        + SqlParts.where(conditions);
  }

  /** What becomes of a bound on its way to the server. Parameter: the bound. */
  static String echo(SourceColumn key) {
    return "SELECT " + SqlParts.bound(key);
  }

  private String orderBy(List<SourceColumn> key) {
    return "\nORDER BY " + key.stream().map(parts::own).collect(joining(", "));
  }

  private String selected(SourceColumn column) {
    return dialect
        .readable(column, parts.own(column))
        .map(expression -> expression + " AS " + dialect.quote(column.name()))
        .orElseGet(() -> parts.own(column));
  }

  /**
   * Keys on one side of a bound.
   *
   * @param side how a part compares that decides
   * @param end how the last part compares, if all before it are equal
   * @param bound what the bound's part for a column is written as
   */
  private String beyond(
      List<SourceColumn> key, String side, String end, Function<SourceColumn, String> bound) {
    String first = parts.own(key.get(0)) + " " + side + "= " + bound.apply(key.get(0));
    String nested = nested(key, side, end, bound);
    return key.size() == 1 ? nested : first + " AND " + nested;
  }

  private String nested(
      List<SourceColumn> key, String side, String end, Function<SourceColumn, String> bound) {
    String column = parts.own(key.get(0)) + " ";
    String value = " " + bound.apply(key.get(0));
    if (key.size() == 1) {
      return column + end + value;
    }
    String rest = nested(key.subList(1, key.size()), side, end, bound);
    return "(" + column + side + value + " OR (" + column + "=" + value + " AND " + rest + "))";
  }

  private String repeats(List<SourceColumn> key) {
    String order = key.stream().map(parts::own).collect(joining(", "));
    return key.stream()
        .map(
            column ->
                "%s = LAG(%s) OVER (ORDER BY %s)"
                    .formatted(parts.own(column), parts.own(column), order))
        .collect(joining(" AND ", "CASE WHEN ", " THEN 1 ELSE 0 END"));
  }

  private Stream<String> parentKey(RowPlan plan, int number) {
    return IntStream.range(0, plan.parents().get(number).table().key().size())
        .mapToObj(part -> parts.parentColumn(plan, number, part));
  }
}
