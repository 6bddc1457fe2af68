package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import io.tributary.validate.ValidationOptions;
import io.tributary.validate.ValidationReport;
import io.tributary.validate.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places on a map go into columns of PostGIS, on a server that has it. */
class PlacesTest {

  private static final String MANIFEST =
      """
      name: places
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        legacy: { user: sa, maxConnections: 2 }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: America/Chicago, legacy: { url: "{{env:LEGACY_URL}}" } }
      services:
        maps: { url: "{{env:MAPS_URL}}", user: "{{env:MAPS_USER}}", password: "{{env:MAPS_PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
        school:
          service: maps
          phase: 1
          load: %s
          deadLetters: { maxRows: 10 }
          legacy: { table: dbo.School, key: Id }
          into: { schools: { place: { from: Place, as: ewkb }, home: { from: Home, as: ewkb } } }
      """;

  private TestLegacy legacy;
  private TestPostgres maps;
  @TempDir Path directory;

  @BeforeEach
  void create() {
    maps = TestPostgres.createWithPostgis("gis");
    maps.execute(
        """
        CREATE TABLE schools (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL,
          place gis.geometry(Point,4326), home gis.geography)
        """);
    legacy = TestLegacy.create();
    legacy.execute(
        "CREATE TABLE dbo.School (Id INT PRIMARY KEY, Place GEOMETRY, Home GEOMETRY)",
        """
        INSERT INTO dbo.School VALUES
          (1, 'SRID=4326;POINT (0.1 0.2)', 'SRID=4326;LINESTRING (1 2, 3 4)'),
          (2, 'SRID=3857;POINT (1 2)', NULL),
          (3, NULL, 'SRID=4326;POINT (200 10)'),
          (4, NULL, NULL)
        """);
  }

  @AfterEach
  void close() throws Exception {
    if (legacy != null) {
      legacy.close();
      maps.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy", "upsert"})
  void placesArriveToTheBitAndWhatTheColumnsCannotHoldIsADeadLetter(String load) {
    TestMigration migration = migration(load);
    migration.run();

    assertThat(
            maps.query(
                """
                SELECT legacy_id, gis.ST_AsEWKT(place, 17), gis.ST_AsEWKT(home::gis.geometry)
                FROM schools ORDER BY 1
                """))
        .containsExactly("1|SRID=4326;POINT(0.1 0.2)|SRID=4326;LINESTRING(1 2,3 4)", "4|∅|∅");
    assertThat(maps.query("SELECT legacy_key, reason FROM migration.dead_letter ORDER BY 1"))
        .containsExactly("2|NOT_CONVERTIBLE", "3|OUT_OF_RANGE");
    assertThat(validated(migration).verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void aCoordinateThatIsOffByItsLastBitIsFound() {
    TestMigration migration = migration("copy");
    migration.run();
    maps.execute(
        """
        UPDATE schools SET place = 'SRID=4326;POINT(0.10000000000000002 0.2)' WHERE legacy_id = 1
        """);

    assertThat(validated(migration).verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  private TestMigration migration(String load) {
    return TestMigration.by(MANIFEST.formatted(load), directory)
        .with("LEGACY_URL", legacy.url())
        .with("MAPS_URL", maps.url())
        .with("MAPS_USER", maps.user())
        .with("MAPS_PASSWORD", maps.password());
  }

  private static ValidationReport validated(TestMigration migration) {
    try (Migration opened = migration.open()) {
      return opened.validate(
          Selection.ALL, ValidationRequest.of(ValidationOptions.everyRow()), new RunListener() {});
    }
  }
}
