package io.tributary.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Where the databases of a benchmark are.
 *
 * @param legacyPattern the JDBC URL of a legacy database, its name written {@code {database}}
 * @param legacyUser the login there
 * @param legacyPassword its password
 * @param targetPort the port of the PostgreSQL server on this machine
 * @param targetPid the process of that server
 * @param legacyPid the process of the legacy server; 0 if it is not on this machine
 */
record Sites(
    String legacyPattern,
    String legacyUser,
    String legacyPassword,
    int targetPort,
    long targetPid,
    long legacyPid) {

  static final String TARGET_USER = "bench";
  static final String TARGET_PASSWORD = "bench";
  static final String UUID_SECRET = "a secret that only benchmarks have";

  String legacyUrl(String database) {
    return legacyPattern.replace("{database}", database);
  }

  String targetUrl(String database, Link link) {
    return "jdbc:postgresql://localhost:" + targetPort + "/" + database + "?" + link.parameters();
  }

  Connection legacy(String database) throws SQLException {
    return DriverManager.getConnection(legacyUrl(database), legacyUser, legacyPassword);
  }

  Connection target(String database) throws SQLException {
    return target(database, Link.PLAIN);
  }

  Connection target(String database, Link link) throws SQLException {
    return DriverManager.getConnection(targetUrl(database, link), TARGET_USER, TARGET_PASSWORD);
  }
}
