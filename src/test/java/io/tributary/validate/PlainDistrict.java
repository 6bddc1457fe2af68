package io.tributary.validate;

import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import org.awaitility.Awaitility;

/** One district and one service; a test says which tables and entities there are. */
final class PlainDistrict implements AutoCloseable {

  private static final String MANIFEST =
      """
      name: plain
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      defaults:
        batch: { rows: 5 }
        legacy: { user: sa, maxConnections: 4 }
      tenants:
        - { id: 0b000000-0000-4000-8000-000000000001, name: north, zone: America/Chicago, legacy: { url: "{{env:NORTH_URL}}" } }
      services:
        records: { url: "{{env:RECORDS_URL}}", user: tributary_test, password: "{{env:PASSWORD}}", schema: public }
      phases: { 1: All }
      entities:
      """;

  final TestLegacy north = TestLegacy.create();
  final TestPostgres records = TestPostgres.create();
  final TestMigration migration;

  PlainDistrict(Path directory, String entities) {
    migration =
        TestMigration.by(MANIFEST + entities.indent(2), directory)
            .with("NORTH_URL", north.url())
            .with("RECORDS_URL", records.url())
            .with("PASSWORD", TestPostgres.ROLE);
  }

  ValidationReport validate(ValidationOptions options) {
    try (Migration opened = migration.open()) {
      return opened.validate(Selection.ALL, ValidationRequest.of(options), new RunListener() {});
    }
  }

  /** What PostgreSQL counts of a connection is to be seen once it is closed. */
  void awaitNoConnections() {
    Awaitility.await()
        .until(
            () ->
                records
                    .query(
                        """
                        SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                          AND application_name LIKE 'tributary%'
                        """)
                    .isEmpty());
  }

  @Override
  public void close() throws SQLException {
    north.close();
    records.close();
  }
}
