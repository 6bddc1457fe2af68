package io.tributary.legacy;

import static java.util.stream.Collectors.joining;

import io.tributary.batch.KeySum;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Entity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The SELECT statements over an entity's rows.
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

  SelectSql(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * The next rows in key order. Parameters: how many rows; then, if there is a lower bound, key
   * parts by {@link #boundOrder}; then, if there is an upper one, its parts in the same way. If
   * {@link RowPlan#serverComparesKeys}, a last column says 1 where the server holds the row's key
   * equal to the one before.
   */
  String page(RowPlan plan, boolean lower, boolean upper) {
    return select(plan).replaceFirst("SELECT ", "SELECT TOP (?) ")
        + where(within(plan, lower, upper))
        + orderBy(plan.table().key());
  }

  /**
   * Two keys, so many rows further on: one to cut at, and whether a row follows it. Parameters: key
   * parts as for a {@link #page}, then how many rows to pass over.
   */
  String keyFurtherOn(RowPlan plan, boolean lower, boolean upper) {
    List<SourceColumn> key = plan.table().key();
    return "SELECT "
        + key.stream().map(this::own).collect(joining(", "))
        + from(plan.entity(), plan.table().name())
        + where(within(plan, lower, upper))
        + orderBy(key)
        + "\nOFFSET ? ROWS FETCH NEXT 2 ROWS ONLY";
  }

  private List<String> within(RowPlan plan, boolean lower, boolean upper) {
    List<SourceColumn> key = plan.table().key();
    List<String> conditions = new ArrayList<>(filter(plan.entity()));
    if (lower) {
      conditions.add(beyond(key, ">", ">"));
    }
    if (upper) {
      conditions.add(beyond(key, "<", "<="));
    }
    return conditions;
  }

  private String select(RowPlan plan) {
    Stream<String> selected =
        Stream.concat(
            plan.columns().stream().map(this::selected),
            IntStream.range(0, plan.parents().size()).boxed().flatMap(i -> parentKey(plan, i)));
    if (plan.serverComparesKeys()) {
      selected = Stream.concat(selected, Stream.of(repeats(plan.table().key())));
    }
    return "SELECT "
        + selected.collect(joining(", "))
        + from(plan.entity(), plan.table().name())
        + IntStream.range(0, plan.parents().size()).mapToObj(i -> join(plan, i)).collect(joining());
  }

  /** Rows by their keys, in key order. Parameters: each key's parts, in their order. */
  String byKeys(RowPlan plan, int keys) {
    List<SourceColumn> key = plan.table().key();
    List<String> conditions = new ArrayList<>(filter(plan.entity()));
    conditions.add(anyKey(key, keys));
    return select(plan) + where(conditions) + orderBy(key);
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
        + from(entity, table.name())
        + where(filter(entity))
        + orderBy(table.key());
  }

  /** How many rows there are. */
  String count(Entity entity, Optional<LegacyTable.Name> name) {
    return "SELECT " + dialect.countFunction() + from(entity, name) + where(filter(entity));
  }

  /**
   * How many values of some columns together are there more than once, and how many rows have them.
   * A row with a NULL among them has no value.
   */
  String repeated(Entity entity, LegacyTable table, List<CleanedColumn> columns) {
    List<String> conditions = new ArrayList<>(filter(entity));
    List<String> values = new ArrayList<>();
    for (CleanedColumn wanted : columns) {
      SourceColumn column = table.find(wanted.column()).orElseThrow();
      boolean text = column.type() == SourceType.TEXT;
      String value = text ? cleaned(wanted, own(column)) : own(column);
      values.add(value);
      conditions.add(own(column) + " IS NOT NULL");
      if (text && wanted.blankIsNull()) {
        conditions.add(value + " <> ''");
      }
    }
    String count = dialect.countFunction();
    return "SELECT "
        + count
        + ", SUM(d.n) FROM (\nSELECT "
        + count
        + " AS n"
        + from(entity, table.name())
        + where(conditions)
        + "\nGROUP BY "
        + String.join(", ", values)
        + "\nHAVING "
        + count
        + " > 1\n) AS d";
  }

  /** Tabs and line ends are white space to a mapping; to LTRIM only blanks are. */
  private static String cleaned(CleanedColumn wanted, String column) {
    String blanks = column;
    for (int whiteSpace : new int[] {'\t', '\n', '\r'}) {
      blanks = "REPLACE(" + blanks + ", CHAR(" + whiteSpace + "), ' ')";
    }
    String trimmed = wanted.trimmed() ? "LTRIM(RTRIM(" + blanks + "))" : column;
    return wanted.caseless() ? "UPPER(" + trimmed + ")" : trimmed;
  }

  /**
   * The keys of some rows, and beside each that of the parent it refers to, NULL where it has none.
   * Parameters: each key's parts, in their order.
   */
  String parentKeys(Entity entity, LegacyTable table, ParentJoin parent, int keys) {
    RowPlan plan = new RowPlan(entity, table, table.key(), List.of(parent));
    List<String> conditions = new ArrayList<>(filter(entity));
    conditions.add(anyKey(table.key(), keys));
    return "SELECT "
        + Stream.concat(table.key().stream().map(this::own), parentKey(plan, 0))
            .collect(joining(", "))
        + from(entity, table.name())
        + join(plan, 0)
        + where(conditions);
  }

  private String anyKey(List<SourceColumn> key, int keys) {
    String one =
        key.stream()
            .map(column -> own(column) + " = " + bound(column))
            .collect(joining(" AND ", "(", ")"));
    return "(" + String.join(" OR ", Collections.nCopies(keys, one)) + ")";
  }

  /** How many rows have a whole key of a parent that is not there. */
  String orphans(Entity entity, LegacyTable table, ParentJoin parent) {
    RowPlan plan = new RowPlan(entity, table, table.key(), List.of(parent));
    List<String> conditions = new ArrayList<>(filter(entity));
    parent.childColumns().forEach(column -> conditions.add(own(column) + " IS NOT NULL"));
    conditions.add(parentColumn(0, parent.table().key().get(0)) + " IS NULL");
    return "SELECT "
        + dialect.countFunction()
        + from(entity, table.name())
        + join(plan, 0)
        + where(conditions);
  }

  /**
   * Aggregates over columns, of all rows, or of those with some keys, or of all without those.
   * Parameters: each key's parts, in their order.
   *
   * @param keys how many keys are named; 0 for all rows
   * @param without whether the rows with these keys are left out, and not the others
   */
  String aggregates(
      Entity entity, LegacyTable table, List<ColumnAggregate> asked, int keys, boolean without) {
    List<String> conditions = new ArrayList<>(filter(entity));
    if (keys > 0) {
      String any = anyKey(table.key(), keys);
      conditions.add(without ? "NOT " + any : any);
    }
    return "SELECT "
        + asked.stream()
            .map(one -> aggregate(one.function(), table.find(one.column()).orElseThrow()))
            .collect(joining(", "))
        + from(entity, table.name())
        + where(conditions);
  }

  private String aggregate(ColumnAggregate.Function function, SourceColumn column) {
    String own = own(column);
    return switch (function) {
      // COUNT does not take text and image.
      case COUNT -> sumOf(own + " IS NOT NULL");
      case DISTINCT -> dialect.countFunction().replace("*", "DISTINCT " + own);
      case SUM -> "SUM(CAST(" + own + " AS DECIMAL(38, " + column.scale() + ")))";
      case MIN -> "MIN(" + own + ")";
      case MAX -> "MAX(" + own + ")";
      case ONES -> sumOf("CAST(" + own + " AS INT) = 1");
      case UNITS -> "SUM(" + dialect.textUnits(own) + ")";
      case SECONDS -> "SUM(" + dialect.secondsSince2000(own) + ")";
    };
  }

  /** How many rows fulfil a condition; NULL where there are no rows. */
  private static String sumOf(String condition) {
    return "SUM(CAST(CASE WHEN " + condition + " THEN 1 ELSE 0 END AS DECIMAL(38, 0)))";
  }

  /** How many keys there are, their sum and that of their squares; a key is one integer. */
  String keySum(RowPlan plan) {
    String key = own(plan.table().key().get(0));
    return "SELECT "
        + String.join(
            ", ",
            dialect.countFunction(),
            "SUM(CAST(" + key + " AS DECIMAL(38, 0)))",
            "SUM(CAST(" + KeySum.sqlSquare(key) + " AS DECIMAL(38, 0)))")
        + from(plan.entity(), plan.table().name())
        + where(filter(plan.entity()));
  }

  /** All columns of no rows. */
  String zeroRows(Entity entity, Optional<LegacyTable.Name> name) {
    return "SELECT TOP (0) *" + from(entity, name) + where(filter(entity));
  }

  /** What becomes of a bound on its way to the server. Parameter: the bound. */
  static String echo(SourceColumn key) {
    return "SELECT " + bound(key);
  }

  private String from(Entity entity, Optional<LegacyTable.Name> name) {
    return "\nFROM " + relation(entity, name) + " AS t";
  }

  /** Line ends around what the manifest says, since it may end with a comment. */
  private String relation(Entity entity, Optional<LegacyTable.Name> name) {
    return name.map(n -> dialect.quote(n.schema()) + "." + dialect.quote(n.table()))
        .orElseGet(() -> "(\n" + entity.legacy().query().orElseThrow() + "\n)");
  }

  private static List<String> filter(Entity entity) {
    return entity.legacy().where().map(where -> "(\n" + where + "\n)").stream().toList();
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : "\nWHERE " + String.join("\n  AND ", conditions);
  }

  private String orderBy(List<SourceColumn> key) {
    return "\nORDER BY " + key.stream().map(this::own).collect(joining(", "));
  }

  private String own(SourceColumn column) {
    return "t." + dialect.quote(column.name());
  }

  private String selected(SourceColumn column) {
    return dialect
        .readable(column.sqlType(), own(column))
        .map(expression -> expression + " AS " + dialect.quote(column.name()))
        .orElseGet(() -> own(column));
  }

  private static String bound(SourceColumn column) {
    return "CAST(? AS " + column.sqlType() + ")";
  }

  /**
   * Keys on one side of a bound.
   *
   * @param side how a part compares that decides
   * @param end how the last part compares, if all before it are equal
   */
  private String beyond(List<SourceColumn> key, String side, String end) {
    String first = own(key.get(0)) + " " + side + "= " + bound(key.get(0));
    String nested = nested(key, side, end);
    return key.size() == 1 ? nested : first + " AND " + nested;
  }

  private String nested(List<SourceColumn> key, String side, String end) {
    String column = own(key.get(0)) + " ";
    String bound = " " + bound(key.get(0));
    if (key.size() == 1) {
      return column + end + bound;
    }
    String rest = nested(key.subList(1, key.size()), side, end);
    return "(" + column + side + bound + " OR (" + column + "=" + bound + " AND " + rest + "))";
  }

  private String repeats(List<SourceColumn> key) {
    String order = key.stream().map(this::own).collect(joining(", "));
    return key.stream()
        .map(column -> "%s = LAG(%s) OVER (ORDER BY %s)".formatted(own(column), own(column), order))
        .collect(joining(" AND ", "CASE WHEN ", " THEN 1 ELSE 0 END"));
  }

  private Stream<String> parentKey(RowPlan plan, int number) {
    return plan.parents().get(number).table().key().stream()
        .map(column -> parentColumn(number, column));
  }

  /** A parent that its own filter leaves out is not migrated, and so is no parent here. */
  private String join(RowPlan plan, int number) {
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

  private String parentColumn(int number, SourceColumn column) {
    return "r" + (number + 1) + "." + dialect.quote(column.name());
  }
}
