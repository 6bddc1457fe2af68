package io.tributary.copy;

import java.util.List;
import java.util.Optional;

/**
 * What a target table demands of its rows, as far as it can be looked for in a staging table.
 *
 * @param target the table as an item of a FROM clause, without tables that inherit from it
 * @param oid of the table
 */
record RowRules(
    String target, long oid, List<Check> checks, List<Parent> parents, List<Unique> uniques) {

  /** A table about which nothing certain can be said: triggers may change the rows. */
  RowRules withoutRules() {
    return new RowRules(target, oid, List.of(), List.of(), List.of());
  }

  /** Something that one query looks for. */
  sealed interface Rule {
    /** The constraint's name, or the index's. */
    String name();

    /** The columns that a dead letter names. */
    List<String> columns();
  }

  /**
   * A CHECK constraint.
   *
   * @param expression in SQL, with the table's own column names
   */
  record Check(String name, List<String> columns, String expression) implements Rule {}

  /**
   * A foreign key.
   *
   * @param parentOid the referenced table
   * @param parent that table as an item of a FROM clause
   * @param parentColumns the referenced columns, in the order of {@code columns}
   * @param collations what they are compared by, in SQL; empty text for types without
   */
  record Parent(
      String name,
      List<String> columns,
      long parentOid,
      String parent,
      List<String> parentColumns,
      List<String> collations)
      implements Rule {}

  /**
   * A unique index.
   *
   * @param columns the plain columns among the keys
   * @param primary whether it is the primary key's
   * @param keys columns and expressions, in SQL, each with the index's collation
   * @param predicate of a partial index, in SQL
   * @param used all columns that keys and predicate need
   */
  record Unique(
      String name,
      List<String> columns,
      boolean primary,
      List<String> keys,
      Optional<String> predicate,
      List<String> used)
      implements Rule {}
}
