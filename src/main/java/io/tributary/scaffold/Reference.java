package io.tributary.scaffold;

import io.tributary.legacy.LegacyTable;
import java.util.List;

/**
 * A foreign key that becomes a reference.
 *
 * @param child the table that refers
 * @param parent the table that is referred to; the same for a self reference
 * @param columns the columns that refer, in the order of the parent's key
 * @param nullable whether a row may have no parent
 * @param deferred whether it is set in the second pass
 * @param enforced whether the legacy server holds the foreign key
 */
record Reference(
    LegacyTable.Name child,
    LegacyTable.Name parent,
    List<String> columns,
    boolean nullable,
    boolean deferred,
    boolean enforced) {

  Reference {
    columns = List.copyOf(columns);
  }

  boolean isSelf() {
    return child.equals(parent);
  }

  /** Whether a part of the key may be NULL while another is not: to legacy that is no parent. */
  boolean mayBeIncomplete() {
    return nullable && columns.size() > 1;
  }

  Reference asDeferred() {
    return new Reference(child, parent, columns, nullable, true, enforced);
  }
}
