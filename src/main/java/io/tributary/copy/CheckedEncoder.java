package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.util.List;

/**
 * An encoder for a column with CHECK constraints that are known. The type has the first word, as in
 * PostgreSQL.
 */
record CheckedEncoder(ValueEncoder values, List<ColumnCheck> checks) implements ValueEncoder {

  @Override
  public void encode(Object value, CopyBuffer out) {
    values.encode(value, out);
    for (ColumnCheck check : checks) {
      if (!check.allows(value)) {
        throw new RowRefusedException(
            Reason.CHECK_VIOLATED,
            "a value that constraint " + check.constraint() + " does not allow");
      }
    }
  }
}
