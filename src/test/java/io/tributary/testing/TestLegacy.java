package io.tributary.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.tools.Server;
import org.junit.jupiter.api.Assumptions;

/**
 * A legacy database: H2 in SQL Server mode, with schema {@code dbo}, in memory unless it says so;
 * or a database of the SQL Server under test.
 */
public final class TestLegacy implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final String MODE =
      ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE";

  private final String url;
  private final String user;
  private final String password;
  private final Connection keepAlive;
  private final Runnable drop;

  private TestLegacy(String url, String user, String password, Runnable drop) throws SQLException {
    this.url = url;
    this.user = user;
    this.password = password;
    this.keepAlive = DriverManager.getConnection(url, user, password);
    this.drop = drop;
  }

  /**
   * Creates an empty one on a server of that kind; skips the test that asks if there is no such
   * server.
   */
  public static TestLegacy create(LegacyKind kind) {
    return switch (kind) {
      case H2 -> create();
      case SQL_SERVER -> create(SqlServerUnderTest.required());
    };
  }

  private static TestLegacy create(SqlServerUnderTest server) {
    String database = server.createDatabase();
    try {
      return new TestLegacy(
          server.url(database),
          server.user(),
          server.password(),
          () -> server.dropDatabase(database));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Creates an empty one in H2. */
  public static TestLegacy create() {
    return create("jdbc:h2:mem:legacy_" + NUMBER.incrementAndGet() + MODE, "");
  }

  /**
   * Creates an empty one in a file. Another process can open it as soon as this one is closed.
   *
   * @param file where to, without H2's suffix
   * @param password of the login {@code sa}
   */
  public static TestLegacy createFile(Path file, String password) {
    return create("jdbc:h2:file:" + file.toAbsolutePath() + MODE, password);
  }

  /** Opens one that {@link #createFile} made. */
  public static TestLegacy openFile(Path file, String password) {
    try {
      return new TestLegacy(
          "jdbc:h2:file:" + file.toAbsolutePath() + MODE, "sa", password, TestLegacy::nothing);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestLegacy create(String url, String password) {
    try {
      TestLegacy legacy = new TestLegacy(url, "sa", password, TestLegacy::nothing);
      legacy.execute("CREATE SCHEMA [dbo]");
      return legacy;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDBC URL. */
  public String url() {
    return url;
  }

  /** The login. */
  public String user() {
    return user;
  }

  /** The login's password; empty in H2, unless it is in a file. */
  public String password() {
    return password;
  }

  /** The JDBC URL for other processes, which reach it over TCP as long as this one is open. */
  public String servedUrl() {
    return url.replace("jdbc:h2:", "jdbc:h2:tcp://localhost:" + Served.SERVER.getPort() + "/");
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

  /** Whether the server takes a statement; what it does is not taken back. */
  public boolean takes(String sql) {
    try (Statement statement = keepAlive.createStatement()) {
      if (statement.execute(sql)) {
        // An error may come with the rows.
        try (ResultSet rows = statement.getResultSet()) {
          rows.next();
        }
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** Whether the server says that the first column of a result can be NULL. */
  public boolean saysNullable(String sql) {
    try (Statement statement = keepAlive.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.getMetaData().isNullable(1) != ResultSetMetaData.columnNoNulls;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Skips the test that asks if the server does not take a statement. */
  public void require(String feature, String sql) {
    Assumptions.assumeTrue(takes(sql), () -> "skipped: this server has no " + feature);
  }

  /** Closes the last connection and drops the database, unless it is in a file. */
  @Override
  public void close() throws SQLException {
    keepAlive.close();
    drop.run();
  }

  private static void nothing() {
    // A database in memory goes with its last connection; one in a file is to stay.
  }

  private static final class Served {
    static final Server SERVER = start();

    private static Server start() {
      try {
        return Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
