package io.tributary.copy;

/**
 * geometry and geography of PostGIS from EWKB, which is their own binary form.
 *
 * <p>Each value is walked through before. PostGIS would take some of them and make another of them
 * without a word: it moves a longitude of 200 to -160, gives a place without an SRID the column's,
 * and forgets bytes at the end. And what it cannot read it refuses as an internal error, which
 * doesn't tell a bad row from a broken server; a value without a byte ends the server.
 *
 * @param allowed what the column takes
 */
record SpatialEncoder(PlacesAllowed allowed) implements ValueEncoder {

  @Override
  public void encode(Object value, CopyBuffer out) {
    if (!(value instanceof byte[] ewkb)) {
      throw ValueEncoder.wrongClass(allowed.geographic() ? "geography" : "geometry", value);
    }
    new EwkbWalk(ewkb, allowed).check();
    out.putInt(ewkb.length);
    out.putBytes(ewkb, 0, ewkb.length);
  }
}
