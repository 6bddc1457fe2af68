package io.tributary.mapping;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the key of the parent that a row refers to. */
final class ParentKeyReader {

  private final String parent;
  private final int[] childColumns;
  private final int[] keyColumns;
  private final List<ValueStep.Plain> cleaning;
  private final boolean incompleteIsNone;

  /**
   * A reader.
   *
   * @param parent the parent entity's name
   * @param childColumns the row's own columns: all NULL means no parent
   * @param keyColumns where the parent's key stands in the row: the same columns, or those that the
   *     reader has joined
   * @param cleaning what makes the row's own values NULL, such as blank-to-null
   * @param incompleteIsNone whether a row with a part of a key has no parent, in place of one that
   *     is not there
   */
  ParentKeyReader(
      String parent,
      int[] childColumns,
      int[] keyColumns,
      List<ValueStep.Plain> cleaning,
      boolean incompleteIsNone) {
    this.parent = parent;
    this.childColumns = childColumns.clone();
    this.keyColumns = keyColumns.clone();
    this.cleaning = cleaning;
    this.incompleteIsNone = incompleteIsNone;
  }

  /**
   * The parent's key; null if the row has no parent.
   *
   * @throws RowRefusedException if it has one that is not there
   */
  @Nullable CanonicalKey read(RowInHand row) {
    int nulls = countNulls(row);
    if (nulls == childColumns.length || (nulls > 0 && incompleteIsNone)) {
      return null;
    }
    if (nulls > 0) {
      throw missing("a part of the reference is NULL");
    }
    Object[] key = new Object[keyColumns.length];
    for (int i = 0; i < key.length; i++) {
      Object part = row.value(keyColumns[i]);
      if (part == null) {
        throw missing("there is no such row");
      }
      key[i] = part;
    }
    return CanonicalKey.of(key);
  }

  /** The parent's key where it is one integer; else null, and {@link #read} tells. Most are. */
  @Nullable Long readInteger(RowInHand row) {
    boolean plain = keyColumns.length == 1 && childColumns.length == 1 && cleaning.isEmpty();
    return plain && keyColumns[0] == childColumns[0] && row.value(keyColumns[0]) instanceof Long key
        ? key
        : null;
  }

  private int countNulls(RowInHand row) {
    int nulls = 0;
    for (int column : childColumns) {
      Object value = row.value(column);
      for (ValueStep.Plain step : cleaning) {
        value = value == null ? null : step.apply(value);
      }
      nulls += value == null ? 1 : 0;
    }
    return nulls;
  }

  /** The refusal of a row whose parent cannot be found. */
  RowRefusedException missing(String why) {
    return new RowRefusedException(Reason.MISSING_PARENT, "refers to " + parent + ": " + why);
  }
}
