package io.tributary.copy;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The kinds of places that have an EWKB, in the order of their numbers there, which PostGIS uses in
 * a column's modifier, too. Surfaces in space (polyhedral, TIN) are left out: SQL Server has none.
 */
enum PlaceKind {
  POINT("Point"),
  LINE_STRING("LineString"),
  POLYGON("Polygon"),
  MULTI_POINT("MultiPoint"),
  MULTI_LINE_STRING("MultiLineString"),
  MULTI_POLYGON("MultiPolygon"),
  COLLECTION("GeometryCollection"),
  CIRCULAR_STRING("CircularString"),
  COMPOUND_CURVE("CompoundCurve"),
  CURVE_POLYGON("CurvePolygon"),
  MULTI_CURVE("MultiCurve"),
  MULTI_SURFACE("MultiSurface");

  private static final List<PlaceKind> BY_NUMBER = List.of(values());

  private final String word;

  PlaceKind(String word) {
    this.word = word;
  }

  /** As it is called in WKT. */
  String word() {
    return word;
  }

  /** The kind with that number; empty if there is none. */
  static Optional<PlaceKind> of(int number) {
    return number >= 1 && number <= BY_NUMBER.size()
        ? Optional.of(BY_NUMBER.get(number - 1))
        : Optional.empty();
  }

  /** Whether it has arcs, which geography does not take. */
  boolean isCurved() {
    return switch (this) {
      case CIRCULAR_STRING, COMPOUND_CURVE, CURVE_POLYGON, MULTI_CURVE, MULTI_SURFACE -> true;
      case POINT, LINE_STRING, POLYGON, MULTI_POINT, MULTI_LINE_STRING, MULTI_POLYGON, COLLECTION ->
          false;
    };
  }

  /** The kinds that it is made of; none if it is made of points. */
  Set<PlaceKind> parts() {
    return switch (this) {
      case POINT, LINE_STRING, POLYGON, CIRCULAR_STRING -> EnumSet.noneOf(PlaceKind.class);
      case MULTI_POINT -> EnumSet.of(POINT);
      case MULTI_LINE_STRING -> EnumSet.of(LINE_STRING);
      case MULTI_POLYGON -> EnumSet.of(POLYGON);
      case COLLECTION -> EnumSet.allOf(PlaceKind.class);
      case COMPOUND_CURVE -> EnumSet.of(LINE_STRING, CIRCULAR_STRING);
      case CURVE_POLYGON, MULTI_CURVE -> EnumSet.of(LINE_STRING, CIRCULAR_STRING, COMPOUND_CURVE);
      case MULTI_SURFACE -> EnumSet.of(POLYGON, CURVE_POLYGON);
    };
  }
}
