package io.tributary.legacy;

/**
 * Something to be computed over a column by the legacy server itself.
 *
 * @param column its name, without regard to case
 * @param function what is computed
 */
public record ColumnAggregate(String column, Function function) {

  /** What can be computed. Numbers come as {@link java.math.BigDecimal}. */
  public enum Function {
    /** How many values are not NULL. */
    COUNT,
    /** How many values are different. */
    DISTINCT,
    /** The sum of whole or decimal numbers, exactly. */
    SUM,
    /** The smallest value, as rows have it. */
    MIN,
    /** The greatest value, as rows have it. */
    MAX,
    /** How many values are 1. */
    ONES,
    /** The length of all texts together, in UTF-16 units. */
    UNITS,
    /** The sum of the whole seconds from 2000-01-01 00:00:00 to each local time. */
    SECONDS
  }
}
