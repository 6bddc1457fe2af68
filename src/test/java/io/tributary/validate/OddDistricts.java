package io.tributary.validate;

import io.tributary.batch.RowChunk;
import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two districts with what is rare: a table whose tenant may be NULL and one that has no tenant at
 * all, types whose equality is weak, and a step that drops rows.
 */
final class OddDistricts implements AutoCloseable {

  static final String NORTH = "0b000000-0000-4000-8000-000000000001";

  private static final String MANIFEST =
      """
      name: odd
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        batch: { rows: 5 }
        legacy: { user: sa, maxConnections: 4 }
      tenants:
        - { id: 0b000000-0000-4000-8000-000000000001, name: north, zone: America/Chicago, legacy: { url: "{{env:NORTH_URL}}" } }
        - { id: 0b000000-0000-4000-8000-000000000002, name: south, zone: America/New_York, legacy: { url: "{{env:SOUTH_URL}}" } }
      services:
        things: { url: "{{env:THINGS_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
        subject:
          service: things
          phase: 1
          scope: shared
          naturalKey: [ Code ]
          legacy: { table: dbo.Subject, key: Id }
          into: { subjects: { code: Code, name: Name } }
        thing:
          service: things
          phase: 1
          legacy: { table: dbo.Thing, key: Id }
          into:
            things:
              size: Size
              weight: Weight
              born: Born
              seen: Seen
              mark: Mark
              extras: { from: Extras, as: json }
              subject_id: { from: SubjectId, ref: subject }
            thing_notes:
              thing_id: { use: self }
              note: Note
            thing_contacts:
              thing_id: { use: self }
              each:
                - { when: [ Mother ], columns: { name: Mother } }
      """;

  private static final List<String> TABLES =
      List.of(
          "public.subjects",
          "public.things",
          "public.thing_notes",
          "public.thing_contacts",
          "migration.id_mapping_int",
          "migration.filtered_row");

  final TestLegacy north = TestLegacy.create();
  final TestLegacy south = TestLegacy.create();
  final TestPostgres things = TestPostgres.create();
  private final TestMigration migration;
  private @Nullable SavedTables saved;

  /** Drops things that are heavier than 50. */
  public static final class LightOnly {
    /** Passes the others. */
    public RowChunk keep(RowChunk chunk) {
      for (RowChunk.Row row : chunk.rows()) {
        if (row.get("Weight") instanceof java.math.BigDecimal weight
            && weight.compareTo(java.math.BigDecimal.valueOf(50)) > 0) {
          chunk.drop(row, "heavy");
        }
      }
      return chunk;
    }
  }

  OddDistricts(Path directory) {
    fill(north, 0);
    fill(south, 1000);
    things.execute(
        "CREATE TABLE subjects (id uuid PRIMARY KEY, code text NOT NULL, name text)",
        """
        CREATE TABLE things (id uuid PRIMARY KEY, tenant_id uuid, legacy_id bigint NOT NULL,
          size float8, weight numeric, born date, seen timestamp, mark char(4), extras jsonb, subject_id uuid)
        """,
        "CREATE TABLE thing_notes (id uuid PRIMARY KEY, thing_id uuid NOT NULL, note text)",
        """
        CREATE TABLE thing_contacts (id uuid PRIMARY KEY, tenant_id uuid, thing_id uuid NOT NULL,
          name text)
        """);
    migration =
        TestMigration.by(MANIFEST, directory)
            .routes(routes(directory))
            .with("NORTH_URL", north.url())
            .with("SOUTH_URL", south.url())
            .with("THINGS_URL", things.url())
            .with("PASSWORD", TestPostgres.ROLE);
  }

  private static Path routes(Path directory) {
    try {
      Path routes = TestMigration.copyRoutes(directory);
      Files.writeString(
          routes.resolve("light.camel.yaml"),
          """
          - beans:
              - name: light
                type: io.tributary.validate.OddDistricts$LightOnly
          - templatedRoute:
              routeTemplateRef: migrate-entity
              routeId: thing
              parameters:
                - name: entity
                  value: thing
                - name: beforeMapping
                  value: "bean:light?method=keep"
          """);
      return routes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(TestLegacy legacy, int offset) {
    legacy.execute(
        """
        CREATE TABLE dbo.Subject (Id INT PRIMARY KEY, Code NVARCHAR(10), Name NVARCHAR(20))
        """,
        """
        INSERT INTO dbo.Subject
        SELECT X + %d, 'S' || X, 'Subject ' || X
        FROM SYSTEM_RANGE(1, 3)
        """
            .formatted(offset),
        """
        CREATE TABLE dbo.Thing (Id INT PRIMARY KEY, Size FLOAT, Weight DECIMAL(9, 4), Born DATE, Seen DATETIME2(6),
          Mark NVARCHAR(4), Extras NVARCHAR(100), SubjectId INT, Note NVARCHAR(50),
          Mother NVARCHAR(50))
        """,
        """
        INSERT INTO dbo.Thing
        SELECT X, X - 1, X * 1.5, DATEADD('DAY', X, DATE '2010-01-01'),
               TIMESTAMP '2020-01-01 10:00:00.000001', 'm' || X, '{"a": ' || X || '.10}', MOD(X, 3) + 1 + %d,
               'Note ' || X, 'Mother ' || X
        FROM SYSTEM_RANGE(1, 12)
        """
            .formatted(offset),
        "UPDATE dbo.Thing SET Weight = 60 WHERE Id = 12");
  }

  /** Migrates everything, and keeps a copy for {@link #restore}. */
  void migrate() {
    migration.run();
    saved = SavedTables.of(things, TABLES);
  }

  /** Puts the target back as it was after the migration. */
  void restore() {
    Objects.requireNonNull(saved).restore();
  }

  ValidationReport validate(ValidationOptions options) {
    return validate(Selection.ALL, options);
  }

  ValidationReport validate(Selection selection, ValidationOptions options) {
    try (Migration opened = migration.open()) {
      return opened.validate(selection, ValidationRequest.of(options), new RunListener() {});
    }
  }

  @Override
  public void close() throws SQLException {
    north.close();
    south.close();
    things.close();
  }
}
