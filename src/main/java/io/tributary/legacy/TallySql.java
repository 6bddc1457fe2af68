package io.tributary.legacy;

import static java.util.stream.Collectors.joining;

import io.tributary.batch.KeySum;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements by which the server counts and sums an entity's rows by itself. */
final class TallySql {

  private final Dialect dialect;
  private final SqlParts parts;

  TallySql(Dialect dialect) {
    this.dialect = dialect;
    this.parts = new SqlParts(dialect);
  }

  /** How many rows there are. */
  String count(Entity entity, Optional<LegacyTable.Name> name) {
    return "SELECT "
        + dialect.countFunction()
        + parts.from(entity, name)
        + SqlParts.where(SqlParts.filter(entity));
  }

  /**
   * How many values of some columns together are there more than once, and how many rows have them.
   * A row with a NULL among them has no value.
   */
  String repeated(Entity entity, LegacyTable table, List<CleanedColumn> columns) {
    List<String> conditions = new ArrayList<>(SqlParts.filter(entity));
    List<String> values = new ArrayList<>();
    for (CleanedColumn wanted : columns) {
      SourceColumn column = table.find(wanted.column()).orElseThrow();
      boolean text = column.type() == SourceType.TEXT;
      String value = text ? cleaned(wanted, parts.own(column)) : parts.own(column);
      values.add(value);
      conditions.add(parts.own(column) + " IS NOT NULL");
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
        + parts.from(entity, table.name())
        + SqlParts.where(conditions)
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

  /** How many rows have a whole key of a parent that is not there. */
  String orphans(Entity entity, LegacyTable table, ParentJoin parent) {
    RowPlan plan = new RowPlan(entity, table, table.key(), List.of(parent));
    List<String> conditions = new ArrayList<>(SqlParts.filter(entity));
    parent.childColumns().forEach(column -> conditions.add(parts.own(column) + " IS NOT NULL"));
    conditions.add(parts.parentColumn(plan, 0, 0) + " IS NULL");
    return "SELECT "
        + dialect.countFunction()
        + parts.from(entity, table.name())
        + parts.join(plan, 0)
        + SqlParts.where(conditions);
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
    return "SELECT "
        + asked.stream()
            .map(one -> aggregate(one.function(), table.find(one.column()).orElseThrow()))
            .collect(joining(", "))
        + parts.from(entity, table.name())
        + SqlParts.where(conditions(entity, table, keys, without));
  }

  private List<String> conditions(Entity entity, LegacyTable table, int keys, boolean without) {
    List<String> conditions = new ArrayList<>(SqlParts.filter(entity));
    if (keys > 0) {
      String any = parts.anyKey(table.key(), keys);
      conditions.add(without ? "NOT " + any : any);
    }
    return conditions;
  }

  /**
   * In how many rows at least one of some columns is not blank.
   *
   * @param anyOf the columns of each question, at least one of each
   * @param keys how many keys are named; 0 for all rows
   * @param without whether the rows with these keys are left out, rather than the others
   */
  String filled(
      Entity entity, LegacyTable table, List<List<SourceColumn>> anyOf, int keys, boolean without) {
    return "SELECT "
        + anyOf.stream()
            .map(
                columns ->
                    sumOf(columns.stream().map(this::isFilled).collect(joining("\n    OR "))))
            .collect(joining(",\n  "))
        + parts.from(entity, table.name())
        + SqlParts.where(conditions(entity, table, keys, without));
  }

  private String isFilled(SourceColumn column) {
    String own = parts.own(column);
    return column.type() == SourceType.TEXT
        ? dialect.isFilled(dialect.readable(column, own).orElse(own))
        : own + " IS NOT NULL";
  }

  private String aggregate(ColumnAggregate.Function function, SourceColumn column) {
    String own = parts.own(column);
    return switch (function) {
      // COUNT does not take text and image.
      case COUNT -> sumOf(own + " IS NOT NULL");
      case DISTINCT -> dialect.countFunction().replace("*", "DISTINCT " + own);
      case SUM -> "SUM(CAST(" + own + " AS DECIMAL(38, " + column.scale() + ")))";
      case MIN -> "MIN(" + own + ")";
      case MAX -> "MAX(" + own + ")";
      case ONES -> sumOf("CAST(" + own + " AS INT) = 1");
      // Of the text that a reader would get: a cast may write the value otherwise.
      case UNITS -> "SUM(" + dialect.textUnits(dialect.readable(column, own).orElse(own)) + ")";
      case SECONDS -> "SUM(" + dialect.secondsSince2000(own) + ")";
    };
  }

  /** How many rows fulfil a condition; NULL where there are no rows. */
  private static String sumOf(String condition) {
    return "SUM(CAST(CASE WHEN " + condition + " THEN 1 ELSE 0 END AS DECIMAL(38, 0)))";
  }

  /** How many keys there are, their sum and that of their squares; a key is one integer. */
  String keySum(RowPlan plan) {
    String key = parts.own(plan.table().key().get(0));
    return "SELECT "
        + String.join(
            ", ",
            dialect.countFunction(),
            "SUM(CAST(" + key + " AS DECIMAL(38, 0)))",
            "SUM(CAST(" + KeySum.sqlSquare(key) + " AS DECIMAL(38, 0)))")
        + parts.from(plan.entity(), plan.table().name())
        + SqlParts.where(SqlParts.filter(plan.entity()));
  }
}
