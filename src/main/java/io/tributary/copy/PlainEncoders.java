package io.tributary.copy;

import java.util.UUID;

/** Types whose every value fits: there is nothing to check. */
final class PlainEncoders {

  private PlainEncoders() {}

  static void bool(Object value, CopyBuffer out) {
    if (!(value instanceof Boolean flag)) {
      throw ValueEncoder.wrongClass("boolean", value);
    }
    out.putInt(1);
    out.putByte(flag ? 1 : 0);
  }

  static void uuid(Object value, CopyBuffer out) {
    if (!(value instanceof UUID id)) {
      throw ValueEncoder.wrongClass("uuid", value);
    }
    out.putInt(2 * Long.BYTES);
    out.putLong(id.getMostSignificantBits());
    out.putLong(id.getLeastSignificantBits());
  }

  static void bytea(Object value, CopyBuffer out) {
    if (!(value instanceof byte[] bytes)) {
      throw ValueEncoder.wrongClass("bytea", value);
    }
    out.putInt(bytes.length);
    out.putBytes(bytes, 0, bytes.length);
  }
}
