package io.tributary.copy;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The queries that find bad rows in staging. Each gives the legacy row's number and a second number
 * that tells unique keys apart, where there are any. Expressions stand in subqueries of one table,
 * so that the names in them mean that table's columns.
 */
final class CulpritSql {

  private static final String ROW = Quoted.name(StagingTable.LEGACY_ROW);

  private CulpritSql() {}

  /** Rows for which the expression is false; NULL passes. */
  static String brokenCheck(StagingTable staging, RowRules.Check check) {
    return """
        SELECT %s, 0 FROM %s WHERE NOT (%s)
        """
        .formatted(ROW, staging.sqlName(), check.expression());
  }

  /**
   * Rows that refer to none, neither in the target nor in this batch. With a NULL among the columns
   * a row refers to nothing.
   */
  static String missingParent(
      StagingTable staging, RowRules.Parent parent, Optional<StagingTable> parentStaging) {
    return """
        SELECT "child".%1$s, 0
          FROM %2$s AS "child"
         WHERE %3$s
           AND %4$s%5$s
        """
        .formatted(
            ROW,
            staging.sqlName(),
            parent.columns().stream()
                .map(column -> "\"child\"." + Quoted.name(column) + " IS NOT NULL")
                .collect(joining(" AND ")),
            isNotAmong(parent.parent(), parent),
            parentStaging.map(s -> " AND " + isNotAmong(s.sqlName(), parent)).orElse(""));
  }

  private static String isNotAmong(String item, RowRules.Parent parent) {
    String matches = numbered(parent.columns().size(), " AND ", i -> isReferred(parent, i));
    return "NOT EXISTS (SELECT FROM " + item + " AS \"parent\" WHERE " + matches + ")";
  }

  private static String isReferred(RowRules.Parent parent, int i) {
    String collation = parent.collations().get(i);
    return "\"parent\"."
        + Quoted.name(parent.parentColumns().get(i))
        + (collation.isEmpty() ? "" : " COLLATE " + collation)
        + " = \"child\"."
        + Quoted.name(parent.columns().get(i));
  }

  /**
   * Rows whose key a row of the target has.
   *
   * @param target as an item of a FROM clause
   * @param replaced the primary key: a row of the target whose own is staged is about to be
   *     replaced, so that its key may become free
   */
  static String conflict(
      StagingTable staging, String target, RowRules.Unique index, Optional<List<String>> replaced) {
    List<String> primaryKey = replaced.orElse(List.of());
    String alsoPrimaryKey =
        numbered(
            primaryKey.size(),
            "",
            i -> ", " + Quoted.name(primaryKey.get(i)) + " AS \"id " + i + '"');
    return """
        SELECT "staged".%1$s, 0
          FROM (SELECT %1$s, %2$s FROM %3$s%4$s) AS "staged"
          JOIN (SELECT %2$s%5$s FROM %6$s%4$s) AS "there" ON %7$s%8$s
        """
        .formatted(
            ROW,
            keys(index),
            staging.sqlName(),
            where(index),
            alsoPrimaryKey,
            target,
            numbered(
                index.keys().size(),
                " AND ",
                i -> "\"staged\".\"key " + i + "\" = \"there\".\"key " + i + '"'),
            replaced.map(key -> isNotReplaced(staging, key)).orElse(""));
  }

  private static String isNotReplaced(StagingTable staging, List<String> primaryKey) {
    String matches =
        numbered(
            primaryKey.size(),
            " AND ",
            i ->
                "\"successor\"." + Quoted.name(primaryKey.get(i)) + " = \"there\".\"id " + i + '"');
    return " WHERE NOT EXISTS (SELECT FROM "
        + staging.sqlName()
        + " AS \"successor\" WHERE "
        + matches
        + ")";
  }

  /** Rows whose key another staged row has; rows of one key have one number. NULLs are distinct. */
  static String duplicates(StagingTable staging, RowRules.Unique index) {
    String keys = numbered(index.keys().size(), ", ", i -> "\"key " + i + '"');
    return """
        SELECT %1$s, "group"
          FROM (SELECT %1$s, rank() OVER (ORDER BY %2$s) AS "group",
                       count(*) OVER (PARTITION BY %2$s) AS "size"
                  FROM (SELECT %1$s, %3$s FROM %4$s%5$s) AS "staged"
                 WHERE %6$s) AS "ranked"
         WHERE "size" > 1
        """
        .formatted(
            ROW,
            keys,
            keys(index),
            staging.sqlName(),
            where(index),
            numbered(index.keys().size(), " AND ", i -> "\"key " + i + "\" IS NOT NULL"));
  }

  private static String keys(RowRules.Unique index) {
    return numbered(index.keys().size(), ", ", i -> index.keys().get(i) + " AS \"key " + i + '"');
  }

  private static String where(RowRules.Unique index) {
    return index.predicate().map(predicate -> " WHERE " + predicate).orElse("");
  }

  private static String numbered(int count, String between, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).collect(joining(between));
  }
}
