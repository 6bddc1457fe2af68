package io.tributary.crash;

import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two small districts with everything that could go wrong in a crash: references, a table that is
 * split, a shared lookup, upserts, filtered rows, references set by the second pass, rows that end
 * as dead letters, and indexes that are dropped and rebuilt around the load. Results may be cut
 * into ranges; pupils not, since of two with one number the first that is committed wins. They live
 * in this JVM's memory and are served over TCP, so that several processes can read them; made once
 * a JVM.
 */
final class CrashDistricts {

  static final String SECRET = "a secret for tests";

  /** {@code %d} is for the rows of a batch. */
  private static final String MANIFEST =
      """
      name: crash
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        batch: { rows: %d }
        indexes: rebuild
        legacy: { user: sa, maxConnections: 4 }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: America/Chicago, legacy: { url: "{{env:OAK_URL}}" } }
        - { id: 0a000000-0000-4000-8000-000000000002, name: elm, zone: America/Chicago, legacy: { url: "{{env:ELM_URL}}" } }
      services:
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, password: "{{env:RECORDS_PASSWORD}}", schema: public }
      phases: { 1: Lookups, 2: Pupils }
      entities:
        grade:
          service: records
          phase: 1
          scope: shared
          naturalKey: [ Code ]
          legacy: { table: dbo.Grade, key: Id }
          into: { grades: { code: Code, name: Name } }
        school:
          service: records
          phase: 1
          load: upsert
          legacy: { table: dbo.School, key: Id }
          into: { schools: { name: Name } }
        pupil:
          service: records
          phase: 2
          ranges: off
          legacy: { table: dbo.Pupil, key: Id }
          into:
            pupils:
              name: Name
              number: Number
              born: { from: Born, as: date, format: "yyyy-MM-dd" }
              grade_id: { from: GradeId, ref: grade }
              school_id: { from: SchoolId, ref: school }
              sibling_id: { from: SiblingId, ref: pupil, deferred: true }
            pupil_contacts:
              pupil_id: { use: self }
              each:
                - when: [ Contact1 ]
                  columns: { position: { constant: 1 }, name: Contact1 }
                - when: [ Contact2 ]
                  columns: { position: { constant: 2 }, name: Contact2 }
        result:
          service: records
          phase: 2
          legacy: { table: dbo.Result, key: Id }
          into:
            results:
              pupil_id: { from: PupilId, ref: pupil }
              kind: Kind
              score: { from: Score, as: integer }
      """;

  private static final String ROUTE =
      """
      - templatedRoute:
          routeTemplateRef: migrate-entity
          routeId: result
          parameters:
            - name: entity
              value: result
            - name: beforeMapping
              value: "direct:drop-practice"
      - route:
          id: drop-practice
          from:
            uri: direct:drop-practice
            steps:
              - bean:
                  id: dropPractice
                  ref: rows
                  method: "dropWhere(${body}, 'Kind', 'PRACTICE')"
      """;

  private static final List<String> LEGACY =
      List.of(
          "CREATE TABLE dbo.Grade (Id INT PRIMARY KEY, Code NVARCHAR(5), Name NVARCHAR(20))",
          "CREATE TABLE dbo.School (Id INT PRIMARY KEY, Name NVARCHAR(20))",
          """
          CREATE TABLE dbo.Pupil (
            Id INT PRIMARY KEY, Name NVARCHAR(50), Number NVARCHAR(20), Born NVARCHAR(20),
            GradeId INT, SchoolId INT, SiblingId INT, Contact1 NVARCHAR(50), Contact2 NVARCHAR(50))
          """,
          """
          CREATE TABLE dbo.Result (
            Id INT PRIMARY KEY, PupilId INT, Kind NVARCHAR(10), Score NVARCHAR(10))
          """,
          "INSERT INTO dbo.Grade SELECT X + %1$d, 'G' || X, 'Grade ' || X FROM SYSTEM_RANGE(1, 5)",
          "INSERT INTO dbo.School SELECT X, 'School ' || (X + %1$d) FROM SYSTEM_RANGE(1, 4)",
          // Each 13th birthday cannot be read; each 17th number belongs to the pupil before. Of
          // these
          // dead letters none is a sibling: a run with references left to set would never be done.
          """
          INSERT INTO dbo.Pupil
          SELECT X * 3, 'Pupil ' || (X + %1$d), 'N' || CASE WHEN MOD(X, 17) = 0 THEN X - 1 ELSE X END,
                 CASE WHEN MOD(X, 13) = 0 THEN 'in spring' ELSE '2010-01-' || (10 + MOD(X, 20)) END,
                 MOD(X, 5) + 1 + %1$d, MOD(X, 4) + 1, CASE WHEN MOD(X, 5) = 0 AND X <> 15 THEN 3 * X - 6 END,
                 CASE WHEN MOD(X, 3) > 0 THEN 'Mother ' || X END,
                 CASE WHEN MOD(X, 4) = 0 THEN 'Father ' || X END
          FROM SYSTEM_RANGE(1, 60)
          """,
          // Pupils who are dead letters have results too: those miss their parent.
          """
          INSERT INTO dbo.Result
          SELECT X, 3 * (MOD(X * 7, 60) + 1), CASE WHEN MOD(X, 7) = 0 THEN 'PRACTICE' ELSE 'FINAL' END,
                 CASE WHEN MOD(X, 29) = 0 THEN 'good' ELSE '' || (X + %1$d) END
          FROM SYSTEM_RANGE(1, 100)
          """);

  private final Map<String, String> environment = new HashMap<>();

  /**
   * Kept, since H2 closes a connection that nobody holds, and the last one takes the data along.
   */
  private final TestLegacy oak = filled(0);

  private final TestLegacy elm = filled(1000);

  private CrashDistricts() {
    environment.put("OAK_URL", oak.servedUrl());
    environment.put("ELM_URL", elm.servedUrl());
    environment.put("RECORDS_PASSWORD", CrashTarget.ROLE);
    environment.put("TRIBUTARY_UUID_SECRET", SECRET);
  }

  /** The districts of this JVM; they stay until it ends. */
  static CrashDistricts get() {
    return Holder.INSTANCE;
  }

  private static TestLegacy filled(int offset) {
    TestLegacy legacy = TestLegacy.create();
    LEGACY.forEach(sql -> legacy.execute(sql.formatted(offset)));
    return legacy;
  }

  /** What the manifest's placeholders stand for, but for the service's URL. */
  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** The manifest with batches of that many rows. */
  static String manifest(int batchRows) {
    return MANIFEST.formatted(batchRows);
  }

  /** The routes that ship, and one that filters results. */
  static Path routes(Path directory) {
    Path routes = TestMigration.copyRoutes(directory);
    try {
      Files.writeString(routes.resolve("entities/result.camel.yaml"), ROUTE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return routes;
  }

  private static final class Holder {
    static final CrashDistricts INSTANCE = new CrashDistricts();
  }
}
