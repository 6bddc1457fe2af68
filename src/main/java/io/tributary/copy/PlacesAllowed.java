package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.util.Optional;

/**
 * What a PostGIS column takes, as its type says: {@code geometry(PointZ,4326)}.
 *
 * @param geographic whether coordinates are degrees: longitude, then latitude
 * @param bounded whether the type says anything of its places
 * @param kind the kind that it takes; empty if any
 * @param z whether places have a height, if bounded
 * @param m whether points have a measure, if bounded
 * @param srid the one it takes; 0 if any
 */
record PlacesAllowed(
    boolean geographic, boolean bounded, Optional<PlaceKind> kind, boolean z, boolean m, int srid) {

  /** PostGIS gives places with a larger one another. */
  private static final int LAST_SRID = 999_999;

  /** Of a geometry column with this modifier. */
  static PlacesAllowed geometry(int modifier) {
    return of(false, modifier);
  }

  /** Of a geography column with this modifier. */
  static PlacesAllowed geography(int modifier) {
    return of(true, modifier);
  }

  /** The bits from the last: M, Z, six of the kind, 21 of the SRID with its sign. */
  private static PlacesAllowed of(boolean geographic, int modifier) {
    if (modifier < 0) {
      return new PlacesAllowed(geographic, false, Optional.empty(), false, false, 0);
    }
    return new PlacesAllowed(
        geographic,
        true,
        PlaceKind.of((modifier & 0xFC) >> 2),
        (modifier & 2) != 0,
        (modifier & 1) != 0,
        ((modifier & 0x0FFFFF00) - (modifier & 0x10000000)) >> 8);
  }

  /** Refuses a place that is not one of these as a whole. */
  void checkWhole(PlaceKind placed, boolean hasZ, boolean hasM, int placedSrid) {
    checkSrid(placedSrid);
    if (kind.isPresent() && kind.get() != placed) {
      throw refusal("a " + placed.word() + ", where " + kind.get().word() + " is wanted");
    }
    if (bounded && (hasZ != z || hasM != m)) {
      throw refusal("coordinates " + axes(hasZ, hasM) + ", where the column takes " + axes(z, m));
    }
  }

  /** PostGIS would give a place of an unknown SRID the column's, and geography any place 4326. */
  private void checkSrid(int placed) {
    if (placed < 0 || placed > LAST_SRID || (geographic && placed == 0)) {
      throw new RowRefusedException(
          Reason.OUT_OF_RANGE, "SRID " + placed + ", which the column's type cannot hold");
    }
    if (srid != 0 && placed != srid) {
      throw refusal("SRID " + placed + ", where the column takes " + srid);
    }
  }

  private static String axes(boolean z, boolean m) {
    return "XY" + (z ? "Z" : "") + (m ? "M" : "");
  }

  private static RowRefusedException refusal(String message) {
    return new RowRefusedException(Reason.NOT_CONVERTIBLE, message);
  }
}
