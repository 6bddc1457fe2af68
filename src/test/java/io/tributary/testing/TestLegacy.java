package io.tributary.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A legacy database in memory: H2 in SQL Server mode, with schema {@code dbo}. */
public final class TestLegacy implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String url;
  private final Connection keepAlive;

  private TestLegacy(String url) throws SQLException {
    this.url = url;
    this.keepAlive = DriverManager.getConnection(url, "sa", "");
  }

  /** Creates an empty one. */
  public static TestLegacy create() {
    String url =
        "jdbc:h2:mem:legacy_"
            + NUMBER.incrementAndGet()
            + ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE";
    try {
      TestLegacy legacy = new TestLegacy(url);
      legacy.execute("CREATE SCHEMA [dbo]");
      return legacy;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDBC URL; the login is {@code sa} with an empty password. */
  public String url() {
    return url;
  }

  /** Runs statements, each committed. */
  public void execute(String... statements) {
    try (Statement statement = keepAlive.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a query, values as text joined by {@code |}, NULL as {@code ∅}. */
  public List<String> query(String sql) {
    try (Statement statement = keepAlive.createStatement();
        var rows = statement.executeQuery(sql)) {
      return TestPostgres.texts(rows);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes the last connection, which drops the database. */
  @Override
  public void close() throws SQLException {
    keepAlive.close();
  }
}
