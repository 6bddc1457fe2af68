package io.tributary.demo;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.CRC32;
import javax.sql.DataSource;

/** The two service databases and the plain role that owns them. */
final class TargetSchema {

  /** The role that Tributary works as: no superuser, so that row-level security binds it. */
  static final String ROLE = "tributary";

  /** The role's password: the server listens on this machine only, and holds invented data. */
  static final String PASSWORD = "demo";

  /** The service databases; each has its schema in a file of its name. */
  static final List<String> DATABASES = List.of("identity", "students");

  private TargetSchema() {}

  /** How to reach a database as a role. */
  interface Login {
    /** A source of connections to that database as that role. */
    DataSource to(String role, String database);
  }

  /** Creates role, databases and tables on a new server. */
  static void create(Login login) throws SQLException {
    try (Connection connection = login.to("postgres", "postgres").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE ROLE "tributary" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD 'demo'
          """);
    }
    createDatabases(login);
  }

  /** Creates databases and tables for a role that is there. */
  static void createDatabases(Login login) throws SQLException {
    try (Connection connection = login.to("postgres", "postgres").getConnection();
        Statement statement = connection.createStatement()) {
      for (String database : DATABASES) {
        statement.execute("CREATE DATABASE \"%s\" OWNER \"%s\"".formatted(database, ROLE));
      }
    }
    for (String database : DATABASES) {
      try (Connection connection = login.to(ROLE, database).getConnection()) {
        apply(connection, database);
      }
    }
  }

  /** Creates a service's tables in an empty database, as the connection's role; all or nothing. */
  static void apply(Connection connection, String database) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(Resources.text(database + ".sql"));
    }
    connection.commit();
  }

  /** Changes with everything that decides what the empty databases are. */
  static String fingerprint() {
    CRC32 hash = new CRC32();
    for (String database : DATABASES) {
      hash.update(Resources.text(database + ".sql").getBytes(StandardCharsets.UTF_8));
    }
    return "target schema %08x%n".formatted(hash.getValue());
  }
}
