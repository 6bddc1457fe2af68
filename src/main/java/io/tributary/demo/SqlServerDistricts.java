package io.tributary.demo;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The districts as databases of a SQL Server, {@code northstar_district_a} and so on, and the login
 * {@code tributary_reader}, which may read them and nothing else. Thread-safe.
 *
 * <p>A database of such a name that the demo has not made is never touched.
 */
final class SqlServerDistricts implements Districts {

  /** What the names of the demo's databases begin with. */
  static final String PREFIX = "northstar_";

  private static final String READER = "tributary_reader";

  /** Says that a database is the demo's, and, when it is whole, what it was made from. */
  private static final String MARKER = "[tributary].[DemoMarker]";

  private static final Pattern END_OF_STATEMENT = Pattern.compile(";");

  private final ServerLogin server;
  private final String prefix;

  /** The login is invented data's, but the server may be anybody's: another password each start. */
  private final String password = "Rd1-" + UUID.randomUUID();

  private boolean readerIsThere;

  /**
   * Districts on a server.
   *
   * @param prefix what their databases' names begin with: letters, digits and underscores
   */
  SqlServerDistricts(ServerLogin server, String prefix) {
    this.server = server;
    this.prefix = prefix;
  }

  /** One after the other: a server that copies its model for one database refuses the next. */
  @Override
  public synchronized void ensure(DistrictPlan plan) {
    String database = database(plan);
    try {
      ensureReader();
      if (!exists(database)) {
        make(plan, database);
      } else if (!isWhole(plan, database)) {
        execute("master", "DROP DATABASE [" + database + "]");
        make(plan, database);
      }
      execute(database, grants());
    } catch (SQLException e) {
      throw new MigrationException(
          new Problem(
              DemoCode.LEGACY_FAILED,
              plan.name(),
              "cannot make database " + database + " on " + server.url() + ": " + e.getMessage(),
              "see whether the server is there and whether "
                  + server.user()
                  + " may create"
                  + " databases and logins"),
          e);
    }
  }

  private void ensureReader() throws SQLException {
    if (readerIsThere) {
      return;
    }
    boolean exists =
        count("master", "SELECT COUNT(*) FROM sys.server_principals WHERE name = ?", READER) > 0;
    execute(
        "master",
        "%s LOGIN [%s] WITH PASSWORD = '%s'"
            .formatted(exists ? "ALTER" : "CREATE", READER, password));
    readerIsThere = true;
  }

  private boolean exists(String database) throws SQLException {
    return count("master", "SELECT COUNT(*) FROM sys.databases WHERE name = ?", database) > 0;
  }

  private boolean isWhole(DistrictPlan plan, String database) throws SQLException {
    try (Connection connection = connect(database)) {
      if (marked(connection).isEmpty()) {
        throw new RefusedException(
            new Problem(
                DemoCode.LEGACY_NOT_OURS,
                server.url(),
                "there is a database " + database + " that the demo has not made",
                "rename it, or use another server"));
      }
      return marked(connection).get().equals(fingerprint(plan));
    }
  }

  private static Optional<String> marked(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet there = statement.executeQuery("SELECT OBJECT_ID('" + MARKER + "')")) {
      there.next();
      if (there.getString(1) == null) {
        return Optional.empty();
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet marker = statement.executeQuery("SELECT [MadeFrom] FROM " + MARKER)) {
      return Optional.of(marker.next() ? marker.getString(1) : "");
    }
  }

  private void make(DistrictPlan plan, String database) throws SQLException {
    execute("master", "CREATE DATABASE [" + database + "]");
    try (Connection connection = connect(database)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE SCHEMA [tributary]");
        statement.execute("CREATE TABLE " + MARKER + " ([MadeFrom] NVARCHAR(1000) NOT NULL)");
      }
      DemoData.fill(connection, plan, SqlServerDistricts::schema);
      try (PreparedStatement statement =
          connection.prepareStatement("INSERT INTO " + MARKER + " VALUES (?)")) {
        statement.setString(1, fingerprint(plan));
        statement.executeUpdate();
      }
    }
  }

  /** The H2 schema in SQL Server's words, statement by statement. */
  private static void schema(Connection connection) throws SQLException {
    String script =
        Resources.text("legacy.sql")
            .replaceAll("(?m)^--.*$", "")
            .replaceAll("VARCHAR_IGNORECASE(\\(\\d+\\))", "VARCHAR$1 COLLATE Latin1_General_CI_AS");
    List<String> statements =
        END_OF_STATEMENT
            .splitAsStream(script)
            .filter(sql -> !sql.isBlank() && !sql.contains("CREATE SCHEMA [dbo]"))
            .toList();
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String[] grants() {
    return Stream.concat(
            Stream.of(
                "IF USER_ID('%1$s') IS NULL CREATE USER [%1$s] FOR LOGIN [%1$s]".formatted(READER)),
            Stream.of(LegacyTable.values())
                .map(t -> "GRANT SELECT ON [dbo].[%s] TO [%s]".formatted(t.table(), READER)))
        .toArray(String[]::new);
  }

  private long count(String database, String sql, String name) throws SQLException {
    try (Connection connection = connect(database);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), server.user(), server.password().reveal());
  }

  private String url(String database) {
    return server.url() + ";databaseName=" + database;
  }

  @Override
  public String url(DistrictPlan plan) {
    return url(database(plan));
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public String fingerprint(DistrictPlan plan) {
    return server.url() + " " + LegacyFiles.madeFrom(plan);
  }

  /** The name of a district's database. */
  String database(DistrictPlan plan) {
    return prefix + plan.name().replace('-', '_');
  }
}
