package io.tributary.operation;

import static org.awaitility.Awaitility.await;

import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One or two districts with pupils and clubs, and the service they move into. Every tenth pupil has
 * left; batches are of ten rows.
 */
final class SmallDistrict implements AutoCloseable {

  static final String MANIFEST =
      """
      name: small
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        batch: { rows: 10 }
        legacy: { user: sa, maxConnections: 4 }
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: America/Chicago, legacy: { url: "{{env:OAK_URL}}" } }
      services:
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, password: "{{env:RECORDS_PASSWORD}}", schema: public }
      phases: { 1: Pupils }
      entities:
        club:
          service: records
          phase: 1
          legacy: { table: dbo.Club, key: Id }
          into: { clubs: { name: Name } }
        pupil:
          service: records
          phase: 1
          legacy: { table: dbo.Pupil, key: Id }
          into: { pupils: { name: Name, status: Status } }
      """;

  private static final String ELM =
      """
        - { id: 0a000000-0000-4000-8000-000000000002, name: elm, zone: America/Chicago, legacy: { url: "{{env:ELM_URL}}" } }
      """;

  /** What there is in a service: schemas, relations, columns, functions, rows. */
  private static final String CATALOG =
      """
      SELECT 'schema', nspname, '' FROM pg_namespace WHERE nspname NOT LIKE 'pg_t%'
      UNION ALL
      SELECT 'relation', c.oid::regclass::text, c.relfilenode::text || c.relkind::text
      FROM pg_class c WHERE c.relnamespace NOT IN
        (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema')
      UNION ALL
      SELECT 'column', attrelid::regclass::text, attname || atttypid::regtype::text
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      WHERE attnum > 0 AND relnamespace = 'public'::regnamespace
      UNION ALL
      SELECT 'function', oid::regprocedure::text, '' FROM pg_proc
      WHERE pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      UNION ALL
      SELECT 'rows', 'pupils', count(*)::text FROM pupils
      UNION ALL
      SELECT 'rows', 'clubs', count(*)::text FROM clubs
      ORDER BY 1, 2, 3
      """;

  final TestLegacy oak = TestLegacy.create();
  final TestLegacy elm = TestLegacy.create();
  final TestPostgres service;

  /**
   * Districts of that many pupils and clubs each.
   *
   * @param service where they move; made new, so that the tests of a class can share a database
   */
  SmallDistrict(TestPostgres service, int pupils, int clubs) throws SQLException {
    this.service = service;
    fill(oak, pupils, clubs);
    fill(elm, pupils, clubs);
    createTarget(service);
  }

  static void fill(TestLegacy legacy, int pupils, int clubs) {
    legacy.execute(
        "CREATE TABLE dbo.Pupil (Id INT PRIMARY KEY, Name NVARCHAR(50), Status NVARCHAR(10))",
        "CREATE TABLE dbo.Club (Id INT PRIMARY KEY, Name NVARCHAR(50))",
        """
        INSERT INTO dbo.Pupil
        SELECT X, 'Pupil ' || X, CASE WHEN MOD(X, 10) = 0 THEN 'LEFT' ELSE 'HERE' END
        FROM SYSTEM_RANGE(1, %d)
        """
            .formatted(pupils),
        "INSERT INTO dbo.Club SELECT X, 'Club ' || X FROM SYSTEM_RANGE(1, " + clubs + ")");
  }

  /** Makes a service as it is before its first migration, whatever an earlier test did to it. */
  static void createTarget(TestPostgres service) throws SQLException {
    try (Connection superuser = service.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS migration CASCADE");
      statement.execute("DROP TABLE IF EXISTS pupils, clubs");
      statement.execute(
          "GRANT ALL ON DATABASE %s TO %s".formatted(superuser.getCatalog(), TestPostgres.ROLE));
    }
    service.execute(
        """
        CREATE TABLE pupils (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id text NOT NULL,
          name text, status text)
        """,
        """
        CREATE TABLE clubs (
          id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id text NOT NULL, name text)
        """);
  }

  /** The manifest with both districts. */
  static String withElm() {
    return MANIFEST.replace("services:\n", ELM + "services:\n");
  }

  /** A migration of this manifest, which is written to the directory. */
  TestMigration migration(String manifest, Path directory) {
    return with(TestMigration.by(manifest, directory));
  }

  /** A migration by this file. */
  TestMigration migration(Path manifest) {
    return with(TestMigration.by(manifest));
  }

  private TestMigration with(TestMigration migration) {
    return migration
        .with("OAK_URL", oak.url())
        .with("ELM_URL", elm.url())
        .with("RECORDS_URL", service.url())
        .with("RECORDS_PASSWORD", TestPostgres.ROLE);
  }

  /** How many batches the ledger has, of one entity. */
  long batches(String entity) {
    if (!hasLedger()) {
      return 0;
    }
    return number(
        "SELECT count(*) FROM migration.batch_state WHERE entity_type = '" + entity + "'");
  }

  /** Whether schema {@code migration} is there. */
  boolean hasLedger() {
    return number("SELECT count(*) FROM pg_tables WHERE schemaname = 'migration'") > 0
        && number("SELECT count(to_regclass('migration.batch_state'))") > 0;
  }

  /** All that is in the service, to compare it with what was there before. */
  List<String> everything() {
    return service.query(CATALOG);
  }

  /** The one number that a query gives. */
  long number(String sql) {
    return Long.parseLong(service.query(sql).get(0));
  }

  /** Legacy ids in a target table, in order, doubled ones doubled. */
  List<String> legacyIds(String table) {
    return service.query("SELECT legacy_id FROM " + table + " ORDER BY legacy_id::int, tenant_id");
  }

  /**
   * Keeps writers out of a target table until it is closed: a batch that reaches its load waits in
   * hand.
   */
  Hold hold(String table) throws SQLException {
    return hold(service, table);
  }

  /** As {@link #hold(String)}, in whatever service. */
  static Hold hold(TestPostgres service, String table) throws SQLException {
    return new Hold(service, table);
  }

  /** A lock on a target table that is held. */
  static final class Hold implements AutoCloseable {
    private final TestPostgres service;
    private final String table;
    private final Connection connection;

    private Hold(TestPostgres service, String table) throws SQLException {
      this.service = service;
      this.table = table;
      this.connection = service.dataSource().getConnection();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
      }
    }

    /** How many batches wait in hand for this lock. */
    long waiting() {
      return Long.parseLong(
          service
              .query(
                  "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '"
                      + table
                      + "'::regclass")
              .get(0));
    }

    /**
     * Lets the batches in hand go, and holds those that follow them, since locks are granted in the
     * order of asking.
     */
    Hold passOn() throws SQLException {
      long inHand = waiting();
      CompletableFuture<Hold> next = CompletableFuture.supplyAsync(this::another);
      await().until(() -> waiting() > inHand);
      close();
      return next.join();
    }

    private Hold another() {
      try {
        return new Hold(service, table);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Lets the batches go on. */
    @Override
    public void close() throws SQLException {
      if (!connection.isClosed()) {
        connection.rollback();
        connection.close();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    oak.close();
    elm.close();
  }
}
