package io.tributary.copy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes EWKB piece by piece, right or wrong. */
final class EwkbBytes {

  static final int Z = 0x8000_0000;
  static final int M = 0x4000_0000;
  static final int SRID = 0x2000_0000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteOrder order;

  private EwkbBytes(ByteOrder order) {
    this.order = order;
  }

  static EwkbBytes littleEndian() {
    return new EwkbBytes(ByteOrder.LITTLE_ENDIAN);
  }

  static EwkbBytes bigEndian() {
    return new EwkbBytes(ByteOrder.BIG_ENDIAN);
  }

  /**
   * A place with an SRID, which is left out if it is 0; the low byte first, as PostGIS prints it.
   */
  static EwkbBytes place(int kind, int srid) {
    return srid == 0 ? littleEndian().head(kind) : littleEndian().head(kind | SRID).count(srid);
  }

  static byte[] point(int srid, double... coordinates) {
    return place(1, srid).points(coordinates).bytes();
  }

  EwkbBytes head(int code) {
    bytes.write(order == ByteOrder.LITTLE_ENDIAN ? 1 : 0);
    return count(code);
  }

  EwkbBytes count(int number) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(order).putInt(number).array());
    return this;
  }

  EwkbBytes points(double... coordinates) {
    for (double one : coordinates) {
      bytes.writeBytes(ByteBuffer.allocate(Double.BYTES).order(order).putDouble(one).array());
    }
    return this;
  }

  EwkbBytes then(EwkbBytes part) {
    bytes.writeBytes(part.bytes());
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
