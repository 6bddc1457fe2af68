package io.tributary.mapping;

import io.tributary.batch.KeyShape;
import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.util.List;

/**
 * A key as UUIDs are derived from it. Equal keys are equal here whatever types they were read as: a
 * {@code bigint} 5 and a {@code decimal(10,2)} 5.00 have the same text and the same order.
 *
 * @param text the canonical text of the whole key, see {@link KeyShape}
 * @param order 48 bits that follow the key's order; a hint for locality, never for comparing keys
 */
public record CanonicalKey(String text, long order) {

  /** Joins parts to a text; the text of a key does not depend on the columns' types. */
  private static final KeyShape ANY_SHAPE = new KeyShape(List.of());

  /**
   * The canonical form of these key values, none of them null.
   *
   * @throws RowRefusedException if a text has a NUL character or half of a surrogate pair: no key
   *     like that can be stored, nor told apart once it is encoded
   */
  public static CanonicalKey of(Object... parts) {
    for (Object part : parts) {
      if (part instanceof String text) {
        checkStorable(text);
      }
    }
    return new CanonicalKey(ANY_SHAPE.text(parts), KeyOrder.bits(parts));
  }

  /** The canonical form of an integer key: that of its {@code Long}, without boxing it. */
  public static CanonicalKey of(long key) {
    return new CanonicalKey(Long.toString(key), KeyOrder.bits(key));
  }

  private static void checkStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new RowRefusedException(Reason.NUL_CHARACTER, "the key has a NUL character");
      }
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          throw new RowRefusedException(
              Reason.UNPAIRED_SURROGATE, "the key has half of a surrogate pair");
        }
        i++;
      }
    }
  }
}
