package io.tributary.mapping;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import io.tributary.copy.ColumnEncoder;
import io.tributary.copy.CopyBuffer;
import io.tributary.copy.TargetColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One target column, ready to be filled. Immutable. */
final class CompiledColumn {

  private final ColumnEncoder encoder;
  private final CellSource source;
  private final ValueStep[] steps;

  CompiledColumn(ColumnEncoder encoder, CellSource source, List<ValueStep> steps) {
    this.encoder = encoder;
    this.source = source;
    this.steps = steps.toArray(ValueStep[]::new);
  }

  /** A column that this row of several leaves NULL. */
  static CompiledColumn absent(ColumnEncoder encoder) {
    return new CompiledColumn(encoder, row -> null, List.of());
  }

  TargetColumn column() {
    return encoder.column();
  }

  /**
   * The value for this row, as the encoder takes it.
   *
   * @throws RowRefusedException if the row has none that fits
   */
  @Nullable Object value(RowInHand row) {
    Object value = source.read(row);
    for (ValueStep step : steps) {
      if (value == null) {
        break;
      }
      value = step.apply(value, row);
    }
    if (value == null && encoder.column().notNull()) {
      throw new RowRefusedException(
          Reason.NULL_NOT_ALLOWED, "NULL for a column that must have a value");
    }
    return value;
  }

  /** Writes a value that {@link #value} gave. */
  void encode(@Nullable Object value, CopyBuffer out) {
    encoder.encode(value, out);
  }
}
