package io.tributary.copy;

import static io.tributary.copy.EwkbBytes.littleEndian;
import static io.tributary.copy.EwkbBytes.place;
import static io.tributary.copy.EwkbBytes.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import io.tributary.copy.Places.Column;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is refused before PostGIS sees it. That PostGIS itself would take all the rest as it is, and
 * that its columns' modifiers are these, {@link PostgisColumnTest} shows where there is a server.
 */
class SpatialEncoderTest {

  static Stream<Arguments> places() {
    return Stream.of(
        arguments(Column.GEOMETRY, point(0, 1, 2)),
        arguments(Column.GEOMETRY, place(10, 4326).count(0).bytes()),
        arguments(Column.GEOMETRY_4326, place(7, 4326).count(0).bytes()),
        arguments(Column.POINT_4326, point(4326, 1, 2)),
        arguments(Column.POINT_ZM_4326, place(3001, 4326).points(1, 2, 3, 4).bytes()),
        arguments(Column.COLLECTION, place(7, 4326).count(0).bytes()),
        arguments(Column.GEOGRAPHY, point(4269, -180, 90)),
        arguments(Column.GEOGRAPHY, point(4326, Double.NaN, Double.NaN)));
  }

  @ParameterizedTest
  @MethodSource("places")
  void aPlaceThatTheColumnTakesIsSentAsItIs(Column column, byte[] ewkb) {
    CopyBuffer out = new CopyBuffer(16);

    new SpatialEncoder(column.allowed()).encode(ewkb, out);

    assertThat(Arrays.copyOfRange(out.array(), 4, out.size())).isEqualTo(ewkb);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(Column.GEOGRAPHY, point(4326, 200, 10), Reason.OUT_OF_RANGE, "180 degrees"),
        arguments(Column.GEOGRAPHY, point(4326, 10, -90.5), Reason.OUT_OF_RANGE, "90 degrees"),
        arguments(Column.GEOGRAPHY, point(0, 1, 2), Reason.OUT_OF_RANGE, "SRID 0"),
        arguments(Column.GEOMETRY, point(1_000_000, 1, 2), Reason.OUT_OF_RANGE, "SRID 1000000"),
        arguments(Column.POINT_4326, point(0, 1, 2), Reason.NOT_CONVERTIBLE, "SRID 0, where"),
        arguments(Column.POINT_4326, point(3857, 1, 2), Reason.NOT_CONVERTIBLE, "takes 4326"),
        arguments(
            Column.POINT,
            place(4, 0).count(0).bytes(),
            Reason.NOT_CONVERTIBLE,
            "a MultiPoint, where Point"),
        arguments(
            Column.POINT_ZM_4326, point(4326, 1, 2), Reason.NOT_CONVERTIBLE, "XY, where.* XYZM"),
        arguments(
            Column.GEOGRAPHY, place(8, 4326).count(0).bytes(), Reason.NOT_CONVERTIBLE, "kind 8"),
        arguments(Column.GEOMETRY, place(126, 4326).bytes(), Reason.NOT_CONVERTIBLE, "of kind 126"),
        arguments(
            Column.GEOMETRY, point(0, 1, 2, 3), Reason.NOT_CONVERTIBLE, "goes on behind its end"),
        arguments(Column.GEOMETRY, point(0, 1), Reason.NOT_CONVERTIBLE, "ends too early"),
        arguments(
            Column.GEOMETRY,
            place(7, 0).count(1).then(littleEndian().head(1 | EwkbBytes.Z).points(1, 2, 3)).bytes(),
            Reason.NOT_CONVERTIBLE,
            "differ in their axes"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aPlaceThatPostgisWouldChangeOrCannotReadIsRefused(
      Column column, byte[] ewkb, Reason reason, String words) {
    SpatialEncoder encoder = new SpatialEncoder(column.allowed());

    assertThatThrownBy(() -> encoder.encode(ewkb, new CopyBuffer(16)))
        .isInstanceOf(RowRefusedException.class)
        .hasMessageMatching(".*" + words + ".*")
        .extracting(e -> ((RowRefusedException) e).reason())
        .isEqualTo(reason);
  }

  @Test
  void aPlaceThatIsCutShortIsRefusedWhereverItIsCut() {
    SpatialEncoder encoder = new SpatialEncoder(Column.GEOMETRY.allowed());
    for (Places.Place place : Places.all()) {
      for (int end = 0; end < Math.min(place.sent().length - 8, 200); end++) {
        byte[] cut = Arrays.copyOf(place.sent(), end);

        assertThatThrownBy(() -> encoder.encode(cut, new CopyBuffer(16)))
            .isInstanceOf(RowRefusedException.class);
      }
    }
  }
}
