package io.tributary.legacy;

import java.util.Locale;

/**
 * Work that a legacy server would do for each batch of an entity, and that grows with its table
 * rather than with the batch.
 *
 * @param kind what kind of work
 * @param object what it is done to: a table and how it is read, or an expression; empty if the kind
 *     says it all
 * @param rows over about how many rows; {@link Double#POSITIVE_INFINITY} where nobody knows
 */
public record PlanCost(Kind kind, String object, double rows) {

  /** Kinds of work. */
  public enum Kind {
    /** It brings rows in order before it can give the first. */
    SORT,
    /** It reads a table from its beginning. */
    SCAN,
    /** It converts a column, so that it cannot seek by it. */
    CONVERSION,
    /** It was not asked, but has no index that is in the order of the key. */
    NO_INDEX
  }

  static PlanCost sort(double rows) {
    return new PlanCost(Kind.SORT, "", rows);
  }

  static PlanCost scan(String table, String how, double rows) {
    return new PlanCost(Kind.SCAN, table + " (" + how + ")", rows);
  }

  static PlanCost conversion(String expression) {
    return new PlanCost(Kind.CONVERSION, expression, Double.POSITIVE_INFINITY);
  }

  static PlanCost noIndex() {
    return new PlanCost(Kind.NO_INDEX, "", Double.POSITIVE_INFINITY);
  }

  /** Of two costs of the same work the one over more rows. */
  PlanCost orMore(PlanCost other) {
    return rows >= other.rows ? this : other;
  }

  /** Whether it is the same work, over however many rows. */
  boolean isLike(PlanCost other) {
    return kind == other.kind && object.equals(other.object);
  }

  /** What the server does, as the end of "the server ...". */
  public String words() {
    String about = Double.isInfinite(rows) ? "" : String.format(Locale.ROOT, ", about %,.0f", rows);
    return switch (kind) {
      case SORT -> "sorts the rows" + about;
      case SCAN ->
          "reads " + object + " from its beginning" + about + (about.isEmpty() ? "" : " rows");
      case CONVERSION -> "cannot seek by a column that it converts, " + object;
      case NO_INDEX -> "has no index that begins with the key, and sorts the whole table";
    };
  }
}
