package io.tributary.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL with PostGIS that tests run against: the one at {@code TRIBUTARY_TEST_POSTGIS_URL}
 * (with {@code _USER} and {@code _PASSWORD}), else none, and the tests are skipped. The login
 * creates and drops databases of its own, and may create the extension in them.
 *
 * @param url of the server: ends with a slash, behind which a database's name fits
 * @param user the login
 * @param password its password
 */
record PostgisUnderTest(String url, String user, String password) {

  private static final Logger LOG = LoggerFactory.getLogger(PostgisUnderTest.class);
  private static final String VARIABLE = "TRIBUTARY_TEST_POSTGIS_URL";

  /** The server; skips the test that asks if there is none. */
  static PostgisUnderTest required() {
    Optional<PostgisUnderTest> found = Found.SERVER;
    Assumptions.assumeTrue(found.isPresent(), "skipped: no PostGIS; set " + VARIABLE);
    return found.orElseThrow();
  }

  void administer(String sql) {
    try (Connection connection = DriverManager.getConnection(url + "postgres", user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static Optional<PostgisUnderTest> find() {
    String url = System.getenv(VARIABLE);
    if (url == null || url.isBlank()) {
      LOG.warn("tests against PostGIS are skipped: {} is not set", VARIABLE);
      return Optional.empty();
    }
    return Optional.of(
        new PostgisUnderTest(
            url.endsWith("/") ? url : url + "/",
            System.getenv(VARIABLE.replace("_URL", "_USER")),
            System.getenv(VARIABLE.replace("_URL", "_PASSWORD"))));
  }

  private static final class Found {
    static final Optional<PostgisUnderTest> SERVER = find();
  }
}
