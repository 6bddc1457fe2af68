package io.tributary.demo;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The service databases on a PostgreSQL server that is there already. They stay; a database of such
 * a name that the demo has not made is never touched.
 */
final class ServicesOnServer implements Services {

  private final ServerLogin server;

  /** The server may be anybody's: another password each start. */
  private final String password = UUID.randomUUID().toString();

  private ServicesOnServer(ServerLogin server) {
    this.server = server;
  }

  /**
   * Makes sure that the databases are there.
   *
   * @param loadedFrom what their rows come from
   * @throws RefusedException if there are databases of such names that are not the demo's, or that
   *     were loaded from something else
   * @throws MigrationException if the server cannot be reached or refuses
   */
  static ServicesOnServer prepare(ServerLogin server, String loadedFrom) {
    ServicesOnServer services = new ServicesOnServer(server);
    try {
      services.ensure("tributary demo, " + TargetSchema.fingerprint() + loadedFrom);
      return services;
    } catch (SQLException e) {
      throw new MigrationException(
          new Problem(
              DemoCode.TARGET_FAILED,
              server.url(),
              "cannot make the service databases: " + e.getMessage(),
              "see whether the server is there and whether "
                  + server.user()
                  + " may create roles and databases"),
          e);
    }
  }

  private void ensure(String marker) throws SQLException {
    boolean isNew = false;
    try (Connection connection = connect("postgres", server.user(), server.password().reveal())) {
      role(connection);
      for (String database : TargetSchema.DATABASES) {
        isNew |= requireOurs(connection, database, marker);
      }
    }
    if (isNew) {
      TargetSchema.createDatabases(this::login);
      try (Connection connection = connect("postgres", server.user(), server.password().reveal());
          Statement statement = connection.createStatement()) {
        for (String database : TargetSchema.DATABASES) {
          statement.execute(
              "COMMENT ON DATABASE \"%s\" IS '%s'".formatted(database, marker.replace("'", "''")));
        }
      }
    }
  }

  private void role(Connection connection) throws SQLException {
    boolean exists;
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM \"pg_roles\" WHERE \"rolname\" = '"
                    + TargetSchema.ROLE
                    + "'")) {
      row.next();
      exists = row.getInt(1) > 0;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "%s ROLE \"%s\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '%s'"
              .formatted(exists ? "ALTER" : "CREATE", TargetSchema.ROLE, password));
    }
  }

  /** Whether the database is still to be made. */
  private boolean requireOurs(Connection connection, String database, String marker)
      throws SQLException {
    String sql =
        """
        SELECT shobj_description("oid", 'pg_database') FROM "pg_database" WHERE "datname" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, database);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return true;
        }
        if (!marker.equals(row.getString(1))) {
          throw new RefusedException(
              new Problem(
                  DemoCode.TARGET_NOT_OURS,
                  server.url(),
                  "there is a database "
                      + database
                      + " that is not this demo's, or was loaded from"
                      + " other legacy data",
                  "use another server, or drop the databases "
                      + String.join(" and ", TargetSchema.DATABASES)));
        }
        return false;
      }
    }
  }

  private javax.sql.DataSource login(String role, String database) {
    return role.equals(TargetSchema.ROLE)
        ? source(database, role, password)
        : source(database, server.user(), server.password().reveal());
  }

  private Connection connect(String database, String user, String secret) throws SQLException {
    return source(database, user, secret).getConnection();
  }

  private PGSimpleDataSource source(String database, String user, String secret) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url(database));
    source.setUser(user);
    source.setPassword(secret);
    return source;
  }

  @Override
  public String url(String database) {
    return server.url().replaceAll("/+$", "") + "/" + database;
  }

  @Override
  public String address() {
    URI uri = URI.create(server.url().substring("jdbc:".length()));
    return uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort());
  }

  @Override
  public String password() {
    return password;
  }

  /** The databases stay, and so does the server. */
  @Override
  public void close() {
    // Nothing is held open.
  }
}
