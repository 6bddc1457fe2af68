package io.tributary.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mssqlserver.MSSQLServerContainer;

/**
 * The SQL Server that tests run against: the one at {@code TRIBUTARY_TEST_SQLSERVER_URL} (a URL
 * without {@code databaseName}; with {@code _USER} and {@code _PASSWORD}), else one in a container
 * if a Docker engine answers, else none, and the tests are skipped. The login creates and drops
 * databases of its own.
 *
 * @param url without {@code databaseName}
 * @param user the login
 * @param password its password
 */
public record SqlServerUnderTest(String url, String user, String password) {

  private static final Logger LOG = LoggerFactory.getLogger(SqlServerUnderTest.class);
  private static final String VARIABLE = "TRIBUTARY_TEST_SQLSERVER_URL";
  private static final String IMAGE = "mcr.microsoft.com/mssql/server:2022-latest";

  /** The server; skips the test that asks if there is none. */
  public static SqlServerUnderTest required() {
    Optional<SqlServerUnderTest> found = Found.SERVER;
    Assumptions.assumeTrue(
        found.isPresent(),
        "skipped: no SQL Server; set " + VARIABLE + ", or let a Docker engine run");
    return found.orElseThrow();
  }

  /** The server, if there is one. */
  public static Optional<SqlServerUnderTest> ifThere() {
    return Found.SERVER;
  }

  /** The URL of one of its databases. */
  public String url(String database) {
    return url + ";databaseName=" + database;
  }

  /** Creates an empty database of a name that no other has. */
  String createDatabase() {
    String name =
        "tributary_test_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    administer("CREATE DATABASE [" + name + "]");
    return name;
  }

  /** Drops a database that {@link #createDatabase} made. */
  void dropDatabase(String name) {
    administer("DROP DATABASE [" + name + "]");
  }

  private void administer(String sql) {
    try (Connection connection = DriverManager.getConnection(url("master"), user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static Optional<SqlServerUnderTest> find() {
    String url = System.getenv(VARIABLE);
    if (url != null && !url.isBlank()) {
      return Optional.of(
          new SqlServerUnderTest(
              url,
              System.getenv(VARIABLE.replace("_URL", "_USER")),
              System.getenv(VARIABLE.replace("_URL", "_PASSWORD"))));
    }
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of(inContainer());
    }
    LOG.warn(
        "tests against SQL Server are skipped: {} is not set, and no Docker engine answers",
        VARIABLE);
    return Optional.empty();
  }

  /** Testcontainers ends it with this process. */
  @SuppressWarnings("resource")
  private static SqlServerUnderTest inContainer() {
    MSSQLServerContainer container = new MSSQLServerContainer(IMAGE).acceptLicense();
    container.start();
    return new SqlServerUnderTest(
        "jdbc:sqlserver://%s:%d;encrypt=true;trustServerCertificate=true"
            .formatted(container.getHost(), container.getMappedPort(1433)),
        container.getUsername(),
        container.getPassword());
  }

  private static final class Found {
    static final Optional<SqlServerUnderTest> SERVER = find();
  }
}
