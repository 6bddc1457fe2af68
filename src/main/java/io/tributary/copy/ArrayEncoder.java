package io.tributary.copy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One-dimensional arrays from a {@link List}, whose elements may be null. On the wire: the number
 * of dimensions (none if the array is empty), whether there are NULLs, the OID of the element type,
 * the length and the lower bound of the dimension, then the elements as fields.
 */
record ArrayEncoder(int elementOid, ValueEncoder elements) implements ValueEncoder {

  private static final int NULL_LENGTH = -1;

  @Override
  public void encode(Object value, CopyBuffer out) {
    if (!(value instanceof List<?> list)) {
      throw ValueEncoder.wrongClass("array", value);
    }
    int lengthAt = out.size();
    out.putInt(0);
    out.putInt(list.isEmpty() ? 0 : 1);
    out.putInt(hasNull(list) ? 1 : 0);
    out.putInt(elementOid);
    if (!list.isEmpty()) {
      out.putInt(list.size());
      out.putInt(1);
      list.forEach(element -> encodeElement(element, out));
    }
    out.setInt(lengthAt, out.size() - lengthAt - Integer.BYTES);
  }

  private void encodeElement(@Nullable Object element, CopyBuffer out) {
    if (element == null) {
      out.putInt(NULL_LENGTH);
    } else {
      elements.encode(element, out);
    }
  }

  private static boolean hasNull(List<?> list) {
    // Not contains(null): immutable lists throw on it.
    for (Object element : list) {
      if (element == null) {
        return true;
      }
    }
    return false;
  }
}
