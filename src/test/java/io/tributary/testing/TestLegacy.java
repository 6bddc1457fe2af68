package io.tributary.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.tools.Server;

/**
 * A legacy database: H2 in SQL Server mode, with schema {@code dbo}; in memory unless it says so.
 */
public final class TestLegacy implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final String MODE =
      ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE";

  private final String url;
  private final Connection keepAlive;

  private TestLegacy(String url, String password) throws SQLException {
    this.url = url;
    this.keepAlive = DriverManager.getConnection(url, "sa", password);
  }

  /** Creates an empty one. */
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
      return new TestLegacy("jdbc:h2:file:" + file.toAbsolutePath() + MODE, password);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestLegacy create(String url, String password) {
    try {
      TestLegacy legacy = new TestLegacy(url, password);
      legacy.execute("CREATE SCHEMA [dbo]");
      return legacy;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDBC URL; the login is {@code sa}, with an empty password unless it is in a file. */
  public String url() {
    return url;
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

  /** Closes the last connection, which drops the database if it is in memory. */
  @Override
  public void close() throws SQLException {
    keepAlive.close();
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
