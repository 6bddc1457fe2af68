package io.tributary.crash;

import io.tributary.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database that the districts move into, empty and of its own.
 *
 * @param port where its server listens
 * @param database its name
 */
record CrashTarget(int port, String database) {

  /** The login and password of its owner. */
  static final String ROLE = TestPostgres.ROLE;

  static final List<String> TABLES =
      List.of("grades", "schools", "pupils", "pupil_contacts", "results");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE grades (id uuid PRIMARY KEY, code text NOT NULL UNIQUE, name text)",
          """
          CREATE TABLE schools (
            id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL, name text)
          """,
          """
          CREATE TABLE pupils (
            id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL, name text,
            number text, born date, grade_id uuid NOT NULL REFERENCES grades,
            school_id uuid NOT NULL REFERENCES schools, sibling_id uuid,
            UNIQUE (tenant_id, number))
          """,
          """
          CREATE TABLE pupil_contacts (
            id uuid PRIMARY KEY, tenant_id uuid NOT NULL,
            pupil_id uuid NOT NULL REFERENCES pupils, position int NOT NULL, name text)
          """,
          """
          CREATE TABLE results (
            id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id int NOT NULL,
            pupil_id uuid NOT NULL REFERENCES pupils, kind text, score int)
          """,
          "CREATE INDEX pupils_school ON pupils (school_id) INCLUDE (name)",
          "CREATE INDEX pupils_by_name ON pupils (lower(name) text_pattern_ops)",
          "CREATE INDEX results_best ON results (score DESC NULLS FIRST) WHERE score > 50",
          "CREATE INDEX contacts_pupil ON pupil_contacts (pupil_id)");

  /** A new one on the server at that port, with the tables that the districts move into. */
  static CrashTarget create(int port) throws SQLException {
    return create(port, SCHEMA);
  }

  /** A new one with these tables. */
  static CrashTarget create(int port, List<String> schema) throws SQLException {
    CrashTarget target = new CrashTarget(port, "crash_" + NUMBER.incrementAndGet());
    try (Connection superuser = DriverManager.getConnection(url(port, "postgres"), "postgres", "");
        Statement statement = superuser.createStatement()) {
      statement.execute("CREATE DATABASE %s OWNER %s".formatted(target.database, ROLE));
    }
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : schema) {
        statement.execute(sql);
      }
    }
    return target;
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://localhost:" + port + "/" + database;
  }

  /** Its JDBC URL by way of that port: the server's, or that of a proxy before it. */
  String urlBy(int proxyPort) {
    return url(proxyPort, database);
  }

  /** A connection as its owner, to be closed. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(port, database), ROLE, ROLE);
  }
}
