package io.tributary.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A legacy type and a target type, and what becomes of values on their way from one to the other.
 *
 * @param legacyType as in the legacy table
 * @param mapping what stands in the manifest for the target column
 * @param targetType as in the target table
 * @param asText how PostgreSQL prints the value: an expression with the target column
 * @param values what goes in and what comes out
 * @param needs a statement that a server must take to hold such values; empty if each does
 */
record TypePair(
    String legacyType,
    String mapping,
    String targetType,
    String asText,
    List<Value> values,
    Optional<String> needs) {

  /** What PostgreSQL prints for NULL, in tests. */
  static final String NULL = "∅";

  /**
   * A value on its way.
   *
   * @param literal in the legacy server's SQL
   * @param expected what PostgreSQL prints; or the reason of the dead letter, in capitals
   * @param refused whether it becomes a dead letter
   */
  record Value(String literal, String expected, boolean refused) {}

  static TypePair type(String legacyType, String targetType) {
    return type(legacyType, "Value", targetType);
  }

  static TypePair type(String legacyType, String mapping, String targetType) {
    String asText =
        switch (targetType) {
          case "timestamptz" -> "(value AT TIME ZONE 'UTC')::text";
          case "bytea" -> "encode(value, 'hex')";
          default -> "value::text";
        };
    return new TypePair(legacyType, mapping, targetType, asText, List.of(), Optional.empty());
  }

  /** Values that PostgreSQL prints as the legacy server writes them, but for the quotes. */
  TypePair keeps(String... literals) {
    TypePair more = this;
    for (String literal : literals) {
      more = more.turns(literal, literal.replaceAll("^N?'|'$", ""));
    }
    return more;
  }

  TypePair turns(String literal, String expected) {
    return with(new Value(literal, expected, false));
  }

  TypePair refuses(String literal, String reason) {
    return with(new Value(literal, reason, true));
  }

  TypePair printedBy(String expression) {
    return new TypePair(legacyType, mapping, targetType, expression, values, needs);
  }

  TypePair needing(String statement) {
    return new TypePair(legacyType, mapping, targetType, asText, values, Optional.of(statement));
  }

  private TypePair with(Value value) {
    List<Value> more = new ArrayList<>(values);
    more.add(value);
    return new TypePair(legacyType, mapping, targetType, asText, List.copyOf(more), needs);
  }

  @Override
  public String toString() {
    return legacyType + " into " + targetType + (mapping.equals("Value") ? "" : " by " + mapping);
  }
}
