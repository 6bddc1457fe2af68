package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import org.jspecify.annotations.Nullable;

/** The encoder of a column: NULL is decided here, everything else by the type. */
record FieldEncoder(TargetColumn column, ValueEncoder values) implements ColumnEncoder {

  private static final int NULL_LENGTH = -1;

  @Override
  public void encode(@Nullable Object value, CopyBuffer out) {
    if (value != null) {
      values.encode(value, out);
      return;
    }
    if (column.notNull()) {
      throw new RowRefusedException(Reason.NULL_NOT_ALLOWED, "the column does not take NULL");
    }
    out.putInt(NULL_LENGTH);
  }
}
