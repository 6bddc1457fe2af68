package io.tributary.validate;

import java.util.Optional;

/**
 * One thing that is not as it should be. Values are masked where the manifest has personal data
 * masked.
 *
 * @param kind what is wrong
 * @param table the target table; empty where the difference is not about one
 * @param legacyKey the legacy row's key, canonically; empty where none is known
 * @param id the UUID of the target row; empty where none is known
 * @param column the target column; empty where the whole row is meant
 * @param expected what should be there, as text; empty for NULL or where it does not apply
 * @param actual what is there, as text; empty for NULL or where it does not apply
 * @param message what is wrong in words, without values of rows
 */
public record Difference(
    DifferenceKind kind,
    Optional<String> table,
    Optional<String> legacyKey,
    Optional<String> id,
    Optional<String> column,
    Optional<String> expected,
    Optional<String> actual,
    String message) {

  /** One that is about no single row. */
  static Difference of(DifferenceKind kind, String table, String message) {
    return new Difference(
        kind,
        Optional.of(table),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        message);
  }

  /** One that is about a whole row of the target. */
  static Difference ofRow(
      DifferenceKind kind, String table, Optional<String> legacyKey, String id, String message) {
    return new Difference(
        kind,
        Optional.of(table),
        legacyKey,
        Optional.of(id),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        message);
  }

  /** One that is about two numbers or other values that are no person's. */
  static Difference of(
      DifferenceKind kind, String table, String column, String message, Object is, Object should) {
    return new Difference(
        kind,
        Optional.of(table),
        Optional.empty(),
        Optional.empty(),
        Optional.of(column).filter(name -> !name.isEmpty()),
        Optional.of(String.valueOf(should)),
        Optional.of(String.valueOf(is)),
        message);
  }
}
