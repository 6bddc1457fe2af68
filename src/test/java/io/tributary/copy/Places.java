package io.tributary.copy;

import static io.tributary.copy.EwkbBytes.bigEndian;
import static io.tributary.copy.EwkbBytes.littleEndian;
import static io.tributary.copy.EwkbBytes.place;
import static io.tributary.copy.EwkbBytes.point;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Places, right and wrong, and columns that take some of them. */
final class Places {

  /** Types of columns with the modifiers that PostGIS keeps of them. */
  enum Column {
    GEOMETRY("geometry", -1),
    GEOMETRY_4326("geometry(Geometry,4326)", 0x10E600),
    POINT("geometry(Point)", 4),
    POINT_4326("geometry(Point,4326)", 0x10E604),
    POINT_ZM_4326("geometry(PointZM,4326)", 0x10E607),
    LINE_3857("geometry(LineString,3857)", 0xF1108),
    COLLECTION("geometry(GeometryCollection)", 28),
    CURVE_POLYGON("geometry(CurvePolygon)", 40),
    GEOGRAPHY("geography", -1),
    GEOGRAPHY_POINT("geography(Point,4326)", 0x10E604),
    GEOGRAPHY_Z("geography(GeometryZ,4326)", 0x10E602);

    final String type;
    final int modifier;

    Column(String type, int modifier) {
      this.type = type;
      this.modifier = modifier;
    }

    PlacesAllowed allowed() {
      return type.startsWith("geography")
          ? PlacesAllowed.geography(modifier)
          : PlacesAllowed.geometry(modifier);
    }
  }

  /** A place: its bytes, and as PostGIS prints them if it keeps all that they say. */
  static final class Place {

    private final byte[] sent;
    private final byte[] printed;

    private Place(byte[] sent, byte[] printed) {
      this.sent = sent;
      this.printed = printed;
    }

    byte[] sent() {
      return sent;
    }

    byte[] printed() {
      return printed;
    }
  }

  private static final double[] SQUARE = {0, 0, 0, 1, 1, 1, 0, 0};

  private Places() {}

  /**
   * Among them each kind, each axis, each thing that PostGIS changes in silence or refuses; but no
   * value without a byte, which ends the server.
   */
  static List<Place> all() {
    List<byte[]> all = new ArrayList<>();
    points(all);
    IntStream.rangeClosed(2, 12).forEach(kind -> all.add(place(kind, 4326).count(0).bytes()));
    lines(all);
    surfaces(all);
    collections(all);
    broken(all);
    return Stream.concat(all.stream().map(place -> new Place(place, place)), inOtherWords())
        .toList();
  }

  /** By the other order of bytes, or with axes as ISO has them. */
  private static Stream<Place> inOtherWords() {
    EwkbBytes high = bigEndian().head(1).points(3, 4);
    return Stream.of(
        new Place(
            littleEndian().head(1 | EwkbBytes.SRID).count(0).points(1, 2).bytes(), point(0, 1, 2)),
        new Place(
            bigEndian().head(1 | EwkbBytes.SRID).count(4326).points(3, 4).bytes(),
            point(4326, 3, 4)),
        new Place(
            place(7, 4326).count(1).then(high).bytes(),
            place(7, 4326).count(1).then(littleEndian().head(1).points(3, 4)).bytes()),
        new Place(
            place(1001, 4326).points(1, 2, 3).bytes(),
            place(1 | EwkbBytes.Z, 4326).points(1, 2, 3).bytes()),
        new Place(
            place(2001, 4326).points(1, 2, 3).bytes(),
            place(1 | EwkbBytes.M, 4326).points(1, 2, 3).bytes()),
        new Place(
            place(3001, 4326).points(1, 2, 3, 4).bytes(),
            place(1 | EwkbBytes.Z | EwkbBytes.M, 4326).points(1, 2, 3, 4).bytes()));
  }

  private static void points(List<byte[]> all) {
    all.add(point(4326, 1, 2));
    all.add(point(4269, 1, 2));
    all.add(point(3857, 1, 2));
    all.add(point(0, 1, 2));
    all.add(point(-1, 1, 2));
    all.add(point(104_001, 1, 2));
    all.add(point(999_999, 1, 2));
    all.add(point(1_000_000, 1, 2));
    all.add(point(4326, -180, 90));
    all.add(point(4326, 200, 10));
    all.add(point(4326, 10, -90.5));
    all.add(point(4326, 180.0000000001, 0));
    all.add(point(4326, Double.NaN, Double.NaN));
    all.add(point(4326, Double.POSITIVE_INFINITY, 0));
    all.add(point(4326, 0.1 + 0.2, -0.0));
    all.add(place(1 | EwkbBytes.Z, 4326).points(1, 2, 300).bytes());
    all.add(place(1 | EwkbBytes.M, 4326).points(1, 2, 300).bytes());
    all.add(place(1 | EwkbBytes.Z | EwkbBytes.M, 4326).points(1, 2, 3, 4).bytes());
  }

  private static void lines(List<byte[]> all) {
    all.add(place(2, 3857).count(2).points(0, 0, 1, 1).bytes());
    all.add(place(2, 4326).count(2).points(0, 0, 0, 0).bytes());
    all.add(place(2, 4326).count(1).points(0, 0).bytes());
    all.add(place(2 | EwkbBytes.Z, 4326).count(2).points(0, 0, 9, 1, 1, 9).bytes());
    all.add(place(8, 4326).count(3).points(0, 0, 1, 1, 2, 0).bytes());
    all.add(place(8, 4326).count(1).points(0, 0).bytes());
    all.add(place(8, 4326).count(4).points(0, 0, 1, 1, 2, 0, 3, 3).bytes());
    all.add(place(9, 0).count(2).then(line(0, 0, 1, 0)).then(line(1, 0, 1, 1)).bytes());
    all.add(place(9, 0).count(2).then(line(0, 0, 1, 0)).then(line(5, 5, 6, 6)).bytes());
    all.add(place(9, 0).count(2).then(line()).then(line(5, 5, 6, 6)).bytes());
    all.add(place(9, 0).count(1).then(polygon(SQUARE)).bytes());
    all.add(place(11, 0).count(2).then(line(0, 0, 1, 0)).then(line(5, 0, 1, 1)).bytes());
  }

  private static void surfaces(List<byte[]> all) {
    all.add(place(3, 4326).count(1).count(4).points(SQUARE).bytes());
    all.add(place(3, 4326).count(1).count(4).points(0, 0, 0, 1, 1, 1, 0, 5).bytes());
    all.add(place(3, 4326).count(1).count(4).points(0.0, 0, 0, 1, 1, 1, -0.0, 0).bytes());
    all.add(place(3, 4326).count(1).count(3).points(0, 0, 0, 1, 0, 0).bytes());
    all.add(place(3, 4326).count(1).count(0).bytes());
    all.add(
        place(3 | EwkbBytes.Z, 4326)
            .count(1)
            .count(4)
            .points(0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 2)
            .bytes());
    all.add(place(6, 4326).count(1).then(polygon(SQUARE)).bytes());
    all.add(place(10, 4326).count(1).then(line(SQUARE)).bytes());
    all.add(place(10, 4326).count(1).then(line(0, 0, 1, 1)).bytes());
    all.add(place(10, 4326).count(1).then(line(0, 0, 1, 1, 5, 5, 9, 9)).bytes());
    all.add(place(12, 4326).count(1).then(polygon(SQUARE)).bytes());
    all.add(place(12, 4326).count(1).then(line(0, 0, 1, 1)).bytes());
  }

  private static void collections(List<byte[]> all) {
    EwkbBytes inner = littleEndian().head(1).points(1, 2);
    all.add(place(4, 4326).count(2).then(inner).then(inner).bytes());
    all.add(place(4, 4326).count(1).then(line(0, 0, 1, 1)).bytes());
    all.add(place(5, 4326).count(1).then(line(0, 0, 1, 1)).bytes());
    all.add(place(7, 4326).count(2).then(inner).then(line(0, 0, 1, 1)).bytes());
    all.add(place(7, 4326).count(1).then(littleEndian().head(8).count(0)).bytes());
    all.add(place(7, 4326).count(1).then(littleEndian().head(4).count(1).then(inner)).bytes());
    all.add(place(7, 4326).count(1).then(littleEndian().head(1).points(1, 200)).bytes());
    all.add(place(7, 4326).count(1).then(place(1, 3857).points(1, 2)).bytes());
    all.add(
        place(7, 4326).count(1).then(littleEndian().head(1 | EwkbBytes.Z).points(1, 2, 3)).bytes());
    all.add(place(7 | EwkbBytes.Z, 4326).count(1).then(inner).bytes());
    all.add(nested(198).bytes());
    all.add(nested(199).bytes());
  }

  private static void broken(List<byte[]> all) {
    all.add(new byte[] {0});
    all.add(new byte[] {7, 1, 0, 0, 0});
    all.add(place(126, 4326).bytes());
    all.add(place(0, 4326).bytes());
    all.add(place(4001, 4326).points(1, 2).bytes());
    all.add(place(1, 4326).points(1).bytes());
    all.add(place(1, 4326).points(1, 2, 3).bytes());
    all.add(place(2, 4326).count(Integer.MAX_VALUE).points(1, 2).bytes());
    all.add(place(7, 4326).count(-1).bytes());
    all.add(place(3, 4326).count(2).count(4).points(SQUARE).bytes());
  }

  private static EwkbBytes line(double... coordinates) {
    return littleEndian().head(2).count(coordinates.length / 2).points(coordinates);
  }

  private static EwkbBytes polygon(double... coordinates) {
    return littleEndian().head(3).count(1).count(coordinates.length / 2).points(coordinates);
  }

  private static EwkbBytes nested(int depth) {
    EwkbBytes innermost = littleEndian().head(1).points(1, 2);
    EwkbBytes whole = place(7, 4326).count(1);
    for (int i = 1; i < depth; i++) {
      whole.then(littleEndian().head(7).count(1));
    }
    return whole.then(innermost);
  }
}
