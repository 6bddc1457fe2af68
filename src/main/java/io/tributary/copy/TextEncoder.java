package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;

/**
 * text, varchar(n) and char(n) from String. PostgreSQL cuts blanks beyond n in silence; here they
 * count, and the row is refused: dropping them is for the manifest to say.
 *
 * @param limit characters at most; 0 if unbounded
 */
record TextEncoder(int limit) implements ValueEncoder {

  @Override
  public void encode(Object value, CopyBuffer out) {
    if (!(value instanceof String text)) {
      throw ValueEncoder.wrongClass("text", value);
    }
    int length = PostgresText.checkedLength(text);
    if (limit > 0 && length > limit) {
      throw new RowRefusedException(Reason.TOO_LONG, length + " characters, " + limit + " at most");
    }
    int lengthAt = out.size();
    out.putInt(0);
    out.putUtf8(text);
    out.setInt(lengthAt, out.size() - lengthAt - Integer.BYTES);
  }
}
