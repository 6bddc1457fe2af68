package io.tributary.mapping;

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
   * @throws io.tributary.batch.RowRefusedException if the row has none that can be converted
   */
  @Nullable Object value(RowInHand row) {
    Object value = source.read(row);
    for (ValueStep step : steps) {
      if (value == null) {
        break;
      }
      value = step.apply(value, row);
    }
    return value;
  }

  /**
   * Writes a value that {@link #value} gave.
   *
   * @throws io.tributary.batch.RowRefusedException if it doesn't fit the column
   */
  void encode(@Nullable Object value, CopyBuffer out) {
    encoder.encode(value, out);
  }
}
