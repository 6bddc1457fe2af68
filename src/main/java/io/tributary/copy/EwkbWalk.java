package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One walk through an EWKB, from its first byte to its last: that it is a place, whole, and one
 * that a column takes as it is. Heights and measures may be told by EWKB's flags or by thousands in
 * the kind's number, as ISO and SQL Server do.
 */
final class EwkbWalk {

  private static final int HAS_Z = 0x8000_0000;
  private static final int HAS_M = 0x4000_0000;
  private static final int HAS_SRID = 0x2000_0000;

  /** As deep as PostGIS goes. */
  private static final int DEEPEST = 198;

  private static final int LEAST_OF_RING = 4;

  private final ByteBuffer bytes;
  private final PlacesAllowed allowed;
  private int srid;
  private boolean z;
  private boolean m;

  /** What stands before a place's points or parts. */
  private record Head(PlaceKind kind, boolean z, boolean m, int srid) {}

  EwkbWalk(byte[] ewkb, PlacesAllowed allowed) {
    this.bytes = ByteBuffer.wrap(ewkb);
    this.allowed = allowed;
  }

  /**
   * Walks.
   *
   * @throws RowRefusedException if the column's type does not hold this place as it is
   */
  void check() {
    Head whole = head(0);
    srid = whole.srid;
    z = whole.z;
    m = whole.m;
    allowed.checkWhole(whole.kind, z, m, srid);
    content(whole.kind, 0);
    if (bytes.hasRemaining()) {
      throw refusal("it goes on behind its end");
    }
  }

  private void part(PlaceKind of, int depth) {
    Head head = head(srid);
    if (!of.parts().contains(head.kind)) {
      throw refusal("a " + head.kind.word() + " in a " + of.word());
    }
    if (head.z != z || head.m != m || head.srid != srid) {
      throw refusal("its parts differ in their axes or their SRID");
    }
    content(head.kind, depth);
  }

  private Head head(int sridUnlessSaid) {
    need(1 + Integer.BYTES);
    byte order = bytes.get();
    if (order != 0 && order != 1) {
      throw refusal("it does not begin with an order of bytes");
    }
    bytes.order(order == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int code = bytes.getInt();
    int number = code & ~(HAS_Z | HAS_M | HAS_SRID);
    int axes = number / 1_000;
    @Nullable PlaceKind kind = axes > 3 ? null : PlaceKind.of(number % 1_000).orElse(null);
    if (kind == null || (allowed.geographic() && kind.isCurved())) {
      throw refusal("a place of kind " + number + ", which the column's type does not have");
    }
    int said = sridUnlessSaid;
    if ((code & HAS_SRID) != 0) {
      need(Integer.BYTES);
      said = bytes.getInt();
    }
    return new Head(
        kind, (code & HAS_Z) != 0 || (axes & 1) != 0, (code & HAS_M) != 0 || (axes & 2) != 0, said);
  }

  private void content(PlaceKind kind, int depth) {
    switch (kind) {
      case POINT -> points(1);
      case LINE_STRING -> line();
      case CIRCULAR_STRING -> arcs();
      case POLYGON -> rings();
      case MULTI_POINT,
          MULTI_LINE_STRING,
          MULTI_POLYGON,
          COLLECTION,
          COMPOUND_CURVE,
          CURVE_POLYGON,
          MULTI_CURVE,
          MULTI_SURFACE ->
          parts(kind, depth);
    }
  }

  private void parts(PlaceKind of, int depth) {
    if (depth == DEEPEST) {
      throw refusal("nested too deep");
    }
    int parts = count();
    for (int i = 0; i < parts; i++) {
      part(of, depth + 1);
    }
  }

  private void line() {
    int points = count();
    if (points == 1) {
      throw refusal("a line of one point");
    }
    points(points);
  }

  private void arcs() {
    int points = count();
    if (points != 0 && (points < 3 || points % 2 == 0)) {
      throw refusal("arcs of " + points + " points");
    }
    points(points);
  }

  private void rings() {
    int rings = count();
    for (int i = 0; i < rings; i++) {
      int points = count();
      if (points < LEAST_OF_RING) {
        throw refusal("a ring of " + points + " points");
      }
      int first = bytes.position();
      points(points);
      int last = bytes.position() - pointSize();
      // By their bits, as PostGIS compares them.
      if (bytes.getLong(first) != bytes.getLong(last)
          || bytes.getLong(first + Double.BYTES) != bytes.getLong(last + Double.BYTES)) {
        throw refusal("a ring that is not closed");
      }
    }
  }

  private void points(int number) {
    need((long) number * pointSize());
    for (int i = 0; i < number; i++) {
      int at = bytes.position();
      if (allowed.geographic()) {
        checkDegrees(bytes.getDouble(at), 180);
        checkDegrees(bytes.getDouble(at + Double.BYTES), 90);
      }
      bytes.position(at + pointSize());
    }
  }

  /** No number at all is an empty point's. */
  private static void checkDegrees(double degrees, int most) {
    if (Math.abs(degrees) > most) {
      throw new RowRefusedException(
          Reason.OUT_OF_RANGE, "a coordinate beyond " + most + " degrees");
    }
  }

  private int pointSize() {
    return (2 + (z ? 1 : 0) + (m ? 1 : 0)) * Double.BYTES;
  }

  /** Each of the things counted takes a byte at least, so that a wrong count ends here. */
  private int count() {
    need(Integer.BYTES);
    int count = bytes.getInt();
    if (count < 0 || count > bytes.remaining()) {
      throw cutShort();
    }
    return count;
  }

  private void need(long more) {
    if (bytes.remaining() < more) {
      throw cutShort();
    }
  }

  private static RowRefusedException cutShort() {
    return refusal("it ends too early");
  }

  private static RowRefusedException refusal(String what) {
    return new RowRefusedException(
        Reason.NOT_CONVERTIBLE, "no EWKB that the column takes: " + what);
  }
}
