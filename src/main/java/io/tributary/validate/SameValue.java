package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import java.util.Set;

/**
 * SQL that tells whether two values of a column are the very same, which is stricter than
 * PostgreSQL's {@code =} for some types: a collation may hold 'a' and 'A' equal, citext does, an
 * interval of a day equals one of 24 hours, json has no equality at all.
 */
final class SameValue {

  /** Types whose {@code =} means the same value, digit by digit. */
  private static final Set<String> EXACT =
      Set.of(
          "bool",
          "int2",
          "int4",
          "int8",
          "numeric",
          "date",
          "time",
          "timestamp",
          "timestamptz",
          "uuid",
          "bytea");

  private SameValue() {}

  /** A condition: the column differs between the two rows with these aliases. */
  static String differs(TargetColumn column, String one, String other) {
    return "(" + value(column, one) + ") IS DISTINCT FROM (" + value(column, other) + ")";
  }

  private static String value(TargetColumn column, String alias) {
    String name = alias + "." + Quoted.name(column.name());
    return isExact(column) ? name : name + "::text COLLATE \"C\"";
  }

  /** A number without a declared scale keeps its own, which {@code =} does not look at. */
  private static boolean isExact(TargetColumn column) {
    boolean ownScale = column.type().equals("numeric") && column.precision() == 0;
    return !column.array() && !ownScale && EXACT.contains(column.type());
  }
}
