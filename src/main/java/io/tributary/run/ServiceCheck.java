package io.tributary.run;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.TableMapping;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks one service database: that it answers, its version, its tables, and what its login may do.
 */
final class ServiceCheck {

  /** The oldest server that the tests run on. */
  private static final int TESTED_VERSION = 18;

  private static final String FACTS =
      """
      SELECT current_setting('server_version') AS "version",
             current_setting('server_version_num')::int / 10000 AS "major",
             has_database_privilege(current_database(), 'CREATE') AS "may_create",
             has_database_privilege(current_database(), 'TEMPORARY') AS "may_stage",
             EXISTS (SELECT FROM "pg_namespace" WHERE "nspname" = 'migration') AS "has_ledger",
             current_setting('server_encoding') AS "encoding"
      """;

  private final Databases databases;
  private final Mappings mappings;

  ServiceCheck(Databases databases, Mappings mappings) {
    this.databases = databases;
    this.mappings = mappings;
  }

  List<Finding> check(Service service, boolean dryRun) {
    String subject = "service " + service.name();
    List<Finding> findings = new ArrayList<>();
    try (Connection connection = databases.connectOnce(service.name());
        Statement statement = connection.createStatement();
        ResultSet facts = statement.executeQuery(FACTS)) {
      facts.next();
      findings.add(Finding.ok(subject + ": PostgreSQL " + facts.getString("version")));
      checkVersion(service, facts, findings);
      if (!dryRun) {
        checkPermissions(service, facts, findings);
      }
    } catch (MigrationException e) {
      e.problems().forEach(problem -> findings.add(Finding.failure(subject, problem)));
      return findings;
    } catch (SQLException e) {
      findings.add(Finding.failure(subject, Databases.unreachable(service, e)));
      return findings;
    }
    return findings;
  }

  private static void checkVersion(Service service, ResultSet facts, List<Finding> findings)
      throws SQLException {
    if (facts.getInt("major") < TESTED_VERSION) {
      findings.add(
          Finding.warning(
              "service " + service.name(),
              new Problem(
                  RunCode.TARGET_VERSION,
                  service.at().toString(),
                  "PostgreSQL " + facts.getString("version") + " is older than the tested version",
                  "Tributary is tested with PostgreSQL " + TESTED_VERSION + ".")));
    }
    if (!facts.getString("encoding").equals("UTF8")) {
      findings.add(
          Finding.failure(
              "service " + service.name(),
              new Problem(
                  RunCode.TARGET_SCHEMA,
                  service.at().toString(),
                  "the database's encoding is " + facts.getString("encoding"),
                  "Create it with ENCODING 'UTF8': others cannot hold every legacy character.")));
    }
  }

  private static void checkPermissions(Service service, ResultSet facts, List<Finding> findings)
      throws SQLException {
    if (!facts.getBoolean("may_create") && !facts.getBoolean("has_ledger")) {
      findings.add(
          permission(
              service,
              "the login may not create schema migration, the ledger",
              "GRANT CREATE ON DATABASE to the login."));
    }
    if (!facts.getBoolean("may_stage")) {
      findings.add(
          permission(
              service,
              "the login may not create temporary tables, the staging",
              "GRANT TEMPORARY ON DATABASE to the login."));
    }
  }

  private static Finding permission(Service service, String message, String hint) {
    return Finding.failure(
        "service " + service.name(),
        new Problem(RunCode.TARGET_PERMISSION, service.at().toString(), message, hint));
  }

  /**
   * What was found of target tables.
   *
   * @param findings all of it
   * @param without the entities that lack a table
   */
  record Tables(List<Finding> findings, Set<String> without) {}

  /**
   * Looks for the target tables of a service that answers: those that are missing concern the
   * entities that fill them.
   */
  Tables checkTables(Service service, Manifest manifest) {
    List<Finding> findings = new ArrayList<>();
    Set<String> without = new HashSet<>();
    int tables = 0;
    for (Entity entity : manifest.entities().values()) {
      if (entity.service().equals(service.name())) {
        for (TableMapping mapping : entity.into()) {
          tables++;
          if (!mappings.targets(service.name()).containsKey(mapping.table())) {
            without.add(entity.name());
            findings.add(
                Finding.failure(
                    "service " + service.name(),
                    new Problem(
                        RunCode.TARGET_SCHEMA,
                        mapping.at().toString(),
                        "there is no table "
                            + service.schema()
                            + "."
                            + mapping.table()
                            + " in service "
                            + service.name(),
                        "Create it, or correct its name; Tributary does not create target"
                            + " tables.")));
          }
        }
      }
    }
    if (findings.stream().noneMatch(Finding::isFailure)) {
      findings.add(Finding.ok("service " + service.name() + ": " + tables + " target tables"));
    }
    return new Tables(findings, without);
  }
}
