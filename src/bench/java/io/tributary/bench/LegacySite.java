package io.tributary.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The legacy server: the SQL Server at {@code TRIBUTARY_TEST_SQLSERVER_URL} if that is set, else H2
 * in a process of its own, its databases in memory, reached over TCP as a server is.
 */
final class LegacySite implements AutoCloseable {

  private static final int MOST_AT_ONCE = 1_000_000;
  private static final String H2_MODE =
      ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
          + ";DB_CLOSE_DELAY=-1";

  private final String pattern;
  private final String user;
  private final String password;
  private final Optional<Process> server;
  private final Set<String> made = new HashSet<>();

  private LegacySite(String pattern, String user, String password, Optional<Process> server) {
    this.pattern = pattern;
    this.user = user;
    this.password = password;
    this.server = server;
  }

  static LegacySite start() throws IOException {
    String url = System.getenv("TRIBUTARY_TEST_SQLSERVER_URL");
    if (url != null) {
      return new LegacySite(
          url + ";databaseName={database}",
          System.getenv("TRIBUTARY_TEST_SQLSERVER_USER"),
          System.getenv("TRIBUTARY_TEST_SQLSERVER_PASSWORD"),
          Optional.empty());
    }
    int port = freePort();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx8g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.h2.tools.Server",
                "-tcp",
                "-tcpPort",
                Integer.toString(port),
                "-ifNotExists")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getInputStream().read();
    return new LegacySite(
        "jdbc:h2:tcp://localhost:" + port + "/mem:{database}" + H2_MODE,
        "sa",
        "",
        Optional.of(process));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** What it is, for the report. */
  String describe() {
    return server.isPresent()
        ? "H2 in memory, over TCP"
        : "SQL Server protocol, " + pattern.replaceAll(";.*", "");
  }

  Sites sites(TargetSite target) {
    long pid = server.map(Process::pid).orElse(0L);
    return new Sites(pattern, user, password, target.port(), target.pid(), pid);
  }

  /** Makes the rows of a data set, unless they are there. */
  void make(DataSet data) throws SQLException {
    for (int tenant : data.tenantNumbers()) {
      String database = data.legacyDatabase(tenant);
      if (made.add(database)) {
        create(database);
        try (Connection connection =
            DriverManager.getConnection(pattern.replace("{database}", database), user, password)) {
          fill(connection, data);
        }
      }
    }
  }

  private void create(String database) throws SQLException {
    if (server.isPresent()) {
      return;
    }
    try (Connection connection =
            DriverManager.getConnection(pattern.replace("{database}", "master"), user, password);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + database);
      statement.execute("CREATE DATABASE " + database);
    }
  }

  private void fill(Connection connection, DataSet data) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (server.isPresent()) {
        statement.execute("CREATE SCHEMA dbo");
      }
      statement.execute("CREATE TABLE dbo.Number (N INT NOT NULL PRIMARY KEY)");
      numbers(connection);
      statement.execute(
          "CREATE TABLE dbo.Learner (Id INT NOT NULL PRIMARY KEY, Name NVARCHAR(40))");
      statement.execute("CREATE TABLE dbo.Course (Id INT NOT NULL PRIMARY KEY, Name NVARCHAR(40))");
      statement.execute(
          """
          INSERT INTO dbo.Learner (Id, Name)
          SELECT h.N * 1000 + l.N + 1, CONCAT('Learner ', h.N * 1000 + l.N)
          FROM dbo.Number h CROSS JOIN dbo.Number l WHERE h.N * 1000 + l.N < %d
          """
              .formatted(Shape.LEARNERS));
      statement.execute(
          """
          INSERT INTO dbo.Course (Id, Name)
          SELECT l.N + 1, CONCAT('Course ', l.N) FROM dbo.Number l WHERE l.N < %d
          """
              .formatted(Shape.COURSES));
      statement.execute(ShapeTables.legacyTable(data.shape()));
    }
    try (PreparedStatement insert = connection.prepareStatement(ShapeTables.legacyRows(data))) {
      for (int from = 0; from < data.rowsOfEach(); from += MOST_AT_ONCE) {
        insert.setInt(1, from);
        insert.setInt(2, Math.min(from + MOST_AT_ONCE, data.rowsOfEach()));
        insert.executeUpdate();
      }
    }
  }

  private static void numbers(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO dbo.Number (N) VALUES (?)")) {
      for (int n = 0; n < 1_000; n++) {
        insert.setInt(1, n);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Override
  public void close() {
    server.ifPresent(Process::destroy);
  }
}
