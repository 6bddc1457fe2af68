package io.tributary.copy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * A CHECK constraint of a target table that is about one column and whose meaning is certain:
 * constant bounds and lists of constants. A row that breaks it is refused before it is sent.
 *
 * <p>NULL passes every CHECK, so the rules are only asked about values.
 *
 * @param constraint its name
 * @param rules all of them must hold
 */
public record ColumnCheck(String constraint, List<Rule> rules) {

  /** A part of a CHECK constraint. Immutable. */
  public sealed interface Rule {

    /** Whether a value, of a class that the column's encoder takes, passes. */
    boolean allows(Object value);
  }

  /** Whether a value passes all rules. */
  public boolean allows(Object value) {
    for (Rule rule : rules) {
      if (!rule.allows(value)) {
        return false;
      }
    }
    return true;
  }

  /** How a value is compared with a constant. */
  enum Comparison {
    /** {@code >}. */
    ABOVE,
    /** {@code >=}. */
    AT_LEAST,
    /** {@code <}. */
    BELOW,
    /** {@code <=}. */
    AT_MOST;

    /** Whether a comparison that gave this sign holds. */
    boolean holds(int sign) {
      return switch (this) {
        case ABOVE -> sign > 0;
        case AT_LEAST -> sign >= 0;
        case BELOW -> sign < 0;
        case AT_MOST -> sign <= 0;
      };
    }
  }

  /**
   * A constant bound.
   *
   * @param constant a Long, a BigDecimal or a LocalDate, as the column's values are
   */
  record Bound(Comparison comparison, Comparable<?> constant) implements Rule {
    @Override
    public boolean allows(Object value) {
      // Turned round: the constant is compared with the value.
      return comparison.holds(-compare(constant, value));
    }
  }

  /**
   * A list of constants, where values that are equal are so to Java as well.
   *
   * @param constants Long, String or LocalDate
   */
  record OneOf(Set<Object> constants) implements Rule {
    @Override
    public boolean allows(Object value) {
      return constants.contains(value);
    }
  }

  /** A list of numbers; 1.0 and 1.00 are one to PostgreSQL and two to Java's {@code equals}. */
  record OneOfNumbers(List<BigDecimal> constants) implements Rule {
    @Override
    public boolean allows(Object value) {
      for (BigDecimal constant : constants) {
        if (compare(constant, value) == 0) {
          return true;
        }
      }
      return false;
    }
  }

  @SuppressWarnings("unchecked")
  private static int compare(Comparable<?> constant, Object value) {
    Object same =
        constant instanceof BigDecimal && value instanceof Long number
            ? BigDecimal.valueOf(number)
            : value;
    // A sign alone: the smallest int has no opposite.
    return Integer.signum(((Comparable<Object>) constant).compareTo(same));
  }
}
