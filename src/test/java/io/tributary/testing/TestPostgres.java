package io.tributary.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of its own on the JVM's one embedded PostgreSQL 18, with a plain role that owns it: no
 * superuser, so that row-level security binds it where forced.
 */
public final class TestPostgres implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The login and password of the role that owns the database. */
  public static final String ROLE = "tributary_test";

  private final String database;
  private final String url;
  private final String user;
  private final String password;
  private final Consumer<String> server;
  private final HikariDataSource dataSource;

  private TestPostgres(
      String database, String url, String user, String password, Consumer<String> server) {
    this.database = database;
    this.url = url;
    this.user = user;
    this.password = password;
    this.server = server;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(0);
    this.dataSource = new HikariDataSource(config);
  }

  /** Creates a database and connects to it. */
  public static TestPostgres create() {
    return create("template1");
  }

  /**
   * Creates a database with all that another one holds, and connects to it.
   *
   * @param model nobody may be connected to it, and so its pool is emptied
   */
  public static TestPostgres copyOf(TestPostgres model) {
    model.dataSource.close();
    return create(model.database);
  }

  private static TestPostgres create(String template) {
    String database = "test_" + NUMBER.incrementAndGet();
    onServer("CREATE DATABASE %s OWNER %s TEMPLATE %s".formatted(database, ROLE, template));
    return new TestPostgres(
        database,
        "jdbc:postgresql://localhost:" + Server.INSTANCE.getPort() + "/" + database,
        ROLE,
        ROLE,
        TestPostgres::onServer);
  }

  /**
   * Creates a database with PostGIS, which the embedded server does not have, and connects to it;
   * skips the test that asks if there is no such server.
   *
   * @param schema the extension's own
   */
  public static TestPostgres createWithPostgis(String schema) {
    PostgisUnderTest server = PostgisUnderTest.required();
    String database = "tributary_test_" + UUID.randomUUID().toString().replace("-", "");
    server.administer("CREATE DATABASE " + database);
    TestPostgres created =
        new TestPostgres(
            database,
            server.url() + database,
            server.user(),
            server.password(),
            server::administer);
    created.execute(
        "CREATE SCHEMA IF NOT EXISTS " + schema, "CREATE EXTENSION postgis SCHEMA " + schema);
    return created;
  }

  private static void onServer(String sql) {
    try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Makes sure that the server runs; it does so until the JVM ends. */
  public static void start() {
    Server.INSTANCE.getPort();
  }

  /** The port that it listens on, on localhost. */
  public static int port() {
    return Server.INSTANCE.getPort();
  }

  /** The JDBC URL, without a login. */
  public String url() {
    return url;
  }

  /** The login: {@link #ROLE}, unless it is on a server of one's own. */
  public String user() {
    return user;
  }

  /** That login's password. */
  public String password() {
    return password;
  }

  /** A pool to it, as {@link #user}. */
  public HikariDataSource dataSource() {
    return dataSource;
  }

  /** A plain connection to it as the superuser. */
  public Connection superuser() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    source.setUser("postgres");
    return source.getConnection();
  }

  /** Runs statements as {@link #user}, each committed. */
  public void execute(String... statements) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The rows of a query as {@link #user}, values as text joined by {@code |}, NULL as {@code ∅}.
   */
  public List<String> query(String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return texts(rows);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> texts(ResultSet rows) throws SQLException {
    List<String> lines = new ArrayList<>();
    while (rows.next()) {
      lines.add(text(rows));
    }
    return lines;
  }

  static String text(ResultSet row) throws SQLException {
    StringBuilder line = new StringBuilder();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      String value = row.getString(i);
      line.append(i > 1 ? "|" : "").append(value == null ? "∅" : value);
    }
    return line.toString();
  }

  /** Closes the pool and drops the database, whoever is still connected. */
  @Override
  public void close() {
    dataSource.close();
    // Hundreds of them, deleted at the JVM's end, would take longer than its end may take.
    server.accept("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
  }

  private static final class Server {
    static final EmbeddedPostgres INSTANCE = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                // No test of these cuts the server's power.
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("max_prepared_transactions", "20")
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + ROLE + "'");
        }
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
