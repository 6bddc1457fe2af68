package io.tributary.copy;

import static io.tributary.copy.EwkbBytes.point;
import static io.tributary.copy.TestRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.batch.RowOutcome;
import io.tributary.batch.RowRefusedException;
import io.tributary.copy.Places.Column;
import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Columns of PostGIS, on a server that has it. */
class PostgisColumnTest {

  private static TestPostgres postgres;

  @BeforeAll
  static void create() {
    postgres = TestPostgres.createWithPostgis("public");
    postgres.execute(
        "CREATE DOMAIN home AS geometry(Point,4326)",
        "CREATE TABLE all_types (id uuid PRIMARY KEY, home home NOT NULL, %s)"
            .formatted(
                Arrays.stream(Column.values())
                    .map(c -> c + " " + c.type)
                    .collect(Collectors.joining(", "))),
        "CREATE TABLE places (id uuid PRIMARY KEY, place geometry(Point,4326), name text UNIQUE,"
            + " home geography)");
  }

  @AfterAll
  static void close() {
    if (postgres != null) {
      postgres.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Column.class)
  void aTypeIsKnownWithItsModifier(Column column) throws SQLException {
    TargetColumn found = column(column.name().toLowerCase(java.util.Locale.ROOT));

    assertThat(found.type()).isEqualTo(column.type.replaceAll("\\(.*", ""));
    assertThat(found.modifier()).isEqualTo(column.modifier);
  }

  @Test
  void aDomainTakesWhatItsTypeTakes() throws SQLException {
    TargetColumn home = column("home");

    assertThat(home.type()).isEqualTo("geometry");
    assertThat(home.modifier()).isEqualTo(Column.POINT_4326.modifier);
  }

  private TargetColumn column(String name) throws SQLException {
    return TestLoads.tables(postgres, "all_types").get("all_types").column(name).orElseThrow();
  }

  /** What isn't refused before is kept as it is; what is refused, PostGIS refuses or changes. */
  @ParameterizedTest
  @EnumSource(Column.class)
  void theEncoderRefusesWhatPostgisWouldNotKeepAndNothingElse(Column column) throws SQLException {
    for (Places.Place place : Places.all()) {
      String kept = keptBy(column, place.sent());
      String printed = HexFormat.of().formatHex(place.printed());

      if (column == Column.GEOGRAPHY && (kept.contains("SRID") || kept.contains("lon/lat"))) {
        // Which SRIDs are of degrees PostGIS alone knows; it is the row that it refuses.
        assertThat(kept).startsWith("the row is refused");
      } else {
        assertThat(kept.equals(printed))
            .as("%s, sent %s, kept %s", column, HexFormat.of().formatHex(place.sent()), kept)
            .isEqualTo(isTaken(column, place.sent()));
      }
    }
  }

  private static boolean isTaken(Column column, byte[] place) {
    try {
      new SpatialEncoder(column.allowed()).encode(place, new CopyBuffer(64));
      return true;
    } catch (RowRefusedException e) {
      return false;
    }
  }

  /** What becomes of bytes that are copied into such a column; why not, if they are refused. */
  private String keptBy(Column column, byte[] place) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE one (place %s)".formatted(column.type));
      try (CopyStream copy =
          CopyStream.open(connection, "COPY one (place) FROM STDIN (FORMAT binary)")) {
        copy.gathered().putShort(1);
        copy.gathered().putInt(place.length);
        copy.gathered().putBytes(place, 0, place.length);
        copy.finish();
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT encode(ST_AsEWKB(place::geometry, 'NDR'), 'hex') FROM one")) {
          rows.next();
          return rows.getString(1);
        }
      } catch (SQLException e) {
        return (Refusals.concernsRow(e) ? "the row is refused: " : "the batch is refused: ")
            + e.getMessage();
      } finally {
        statement.execute("DROP TABLE one");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "MERGE"})
  void placesAreLoadedAndMergedAndBadRowsBesideThemCostThemselvesAlone(LoadMode mode)
      throws SQLException {
    postgres.execute(
        "TRUNCATE places",
        """
        INSERT INTO places
        VALUES ('00000000-0000-8000-8000-0000000000ff', 'SRID=4326;POINT(9 9)', 'b')
        """);
    Batch batch = TestBatches.mapped(4, mode);
    TestRows places =
        new TestRows(
            TestLoads.tables(postgres, "places").get("places"), "id", "place", "name", "home");
    places.add(0, row(TestBatches.id(0), point(4326, 1, 2), "a", point(4326, 5, 6)));
    places.add(1, row(TestBatches.id(1), point(4326, 3, 4), "b", null));
    places.add(2, row(TestBatches.id(2), null, "c", point(104_001, 7, 8)));
    places.add(3, row(TestBatches.id(3), point(4326, 0.1 + 0.2, 6), "d", null));

    TestLoads.load(postgres, TestBatches.payload(batch, places));

    assertThat(
            postgres.query(
                "SELECT name, ST_AsEWKT(place, 17) FROM places WHERE name <> 'b' ORDER BY name"))
        .containsExactly("a|SRID=4326;POINT(1 2)", "d|SRID=4326;POINT(0.30000000000000004 6)");
    assertThat(TestLoads.outcomes(batch))
        .containsExactly(
            RowOutcome.INSERTED, RowOutcome.DEAD, RowOutcome.DEAD, RowOutcome.INSERTED);
    assertThat(batch.deadLetters().get(2).reason()).isEqualTo(Reason.REFUSED_BY_TARGET);
    assertThat(batch.deadLetters().get(2).column()).contains("home");
  }
}
