package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.legacy.ColumnAggregate.Function;

/** The target's side of an aggregate, each as text that a number or a date can be read from. */
final class AggregateSql {

  private AggregateSql() {}

  /**
   * SQL for an aggregate over a column of the rows with alias {@code t}.
   *
   * <p>Different values are counted by a query of its own, which hashes them: {@code count(DISTINCT
   * ...)} sorts, and most columns have few values.
   *
   * @param rows the FROM and WHERE clauses that select these rows, without parameters
   */
  static String of(Function function, TargetColumn column, String rows) {
    String name = "t." + Quoted.name(column.name());
    return switch (function) {
          case COUNT -> "count(" + name + ")";
          case DISTINCT ->
              "(SELECT count(*) FROM (SELECT DISTINCT %1$s %2$s AND %1$s IS NOT NULL) AS d)"
                  .formatted(name, rows);
          case SUM -> "sum(" + name + "::numeric)";
          case MIN -> value(column, "min(" + name + ")");
          case MAX -> value(column, "max(" + name + ")");
          case ONES -> "count(*) FILTER (WHERE " + name + ")";
          case UNITS -> "sum(" + units(name) + ")";
          case SECONDS -> "sum(floor(extract(epoch FROM %s))::numeric - 946684800)".formatted(name);
        }
        + "::text";
  }

  /** Times as seconds and dates as days since 1970, for whatever year; infinity remains one. */
  private static String value(TargetColumn column, String extreme) {
    if (column.type().equals("date")) {
      return "(extract(epoch FROM " + extreme + ")::numeric / 86400)";
    }
    return column.type().startsWith("timestamp") ? "extract(epoch FROM " + extreme + ")" : extreme;
  }

  /**
   * PostgreSQL counts code points; one beyond U+FFFF is two units of UTF-16. Most texts are as many
   * bytes as characters, and have none.
   */
  private static String units(String text) {
    return """
        (char_length(%1$s) + CASE WHEN octet_length(%1$s) = char_length(%1$s) THEN 0
          ELSE char_length(regexp_replace(%1$s, '[\\u0001-\\uFFFF]', '', 'g')) END)"""
        .formatted(text);
  }
}
