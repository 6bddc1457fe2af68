package io.tributary.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.util.FileSystemUtils;

/**
 * The PostgreSQL server, with everything on that keeps committed rows through a power cut. Each
 * round begins with a fresh copy of a database that holds the data set's parents.
 */
final class TargetSite implements AutoCloseable {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "shared_buffers", "1GB",
          "max_wal_size", "8GB",
          "checkpoint_timeout", "30min",
          "maintenance_work_mem", "256MB",
          "max_connections", "60",
          "autovacuum", "off");

  private final EmbeddedPostgres server;
  private final long pid;
  private final Set<String> shown = new TreeSet<>();
  private final Set<String> made = new HashSet<>();

  private TargetSite(EmbeddedPostgres server, long pid, Set<String> changed) {
    this.server = server;
    this.pid = pid;
    this.shown.addAll(SETTINGS.keySet());
    this.shown.addAll(changed);
  }

  /**
   * Starts it.
   *
   * @param settings in place of those of {@link #SETTINGS}, or besides
   */
  static TargetSite start(Path directory, Map<String, String> settings)
      throws IOException, SQLException {
    Files.createDirectories(directory);
    Path data = directory.resolve("data");
    // What a benchmark left behind that was killed.
    FileSystemUtils.deleteRecursively(data);
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(true)
            .setOutputRedirector(
                ProcessBuilder.Redirect.appendTo(directory.resolve("postgresql.log").toFile()))
            .setLocaleConfig("locale-provider", "builtin")
            .setLocaleConfig("builtin-locale", "C.UTF-8")
            .setLocaleConfig("locale", "C");
    ServerCertificate certificate = ServerCertificate.make(directory);
    builder
        .setServerConfig("ssl", "on")
        .setServerConfig("ssl_key_file", certificate.key().toString())
        .setServerConfig("ssl_cert_file", certificate.certificate().toString());
    SETTINGS.forEach(builder::setServerConfig);
    settings.forEach(builder::setServerConfig);
    EmbeddedPostgres server = builder.start();
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    TargetSite site = new TargetSite(server, pid, settings.keySet());
    site.administer(
        "CREATE ROLE " + Sites.TARGET_USER + " LOGIN PASSWORD '" + Sites.TARGET_PASSWORD + "'");
    return site;
  }

  int port() {
    return server.getPort();
  }

  long pid() {
    return pid;
  }

  /** The settings that matter, as the server has them. */
  Map<String, String> settings() throws SQLException {
    Map<String, String> settings = new TreeMap<>();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet version = statement.executeQuery("SHOW server_version")) {
        version.next();
        settings.put("server_version", version.getString(1));
      }
      for (String name : shown) {
        try (ResultSet row = statement.executeQuery("SHOW " + name)) {
          row.next();
          settings.put(name, row.getString(1));
        }
      }
    }
    return settings;
  }

  /** Makes the database that rounds with this data set begin with, unless it is there. */
  void make(DataSet data, Sites sites, Parents parents) throws SQLException, IOException {
    if (!made.add(data.database())) {
      return;
    }
    administer("CREATE DATABASE " + data.database() + " OWNER " + Sites.TARGET_USER);
    try (Connection connection = sites.target(data.database());
        Statement statement = connection.createStatement()) {
      for (String sql : ShapeTables.target(data)) {
        statement.execute(sql);
      }
    }
    parents.load(data, sites);
    administer("VACUUM ANALYZE");
    administer("ALTER DATABASE " + data.database() + " RENAME TO " + template(data));
  }

  /** Loads the rows that a data set's rows refer to. */
  @FunctionalInterface
  interface Parents {
    void load(DataSet data, Sites sites) throws IOException;
  }

  private static String template(DataSet data) {
    return data.database() + "_parents";
  }

  /** A fresh database for a round, everything before it written out. */
  void renew(DataSet data) throws SQLException {
    administer("DROP DATABASE IF EXISTS " + data.database() + " WITH (FORCE)");
    administer(
        "CREATE DATABASE %s TEMPLATE %s OWNER %s"
            .formatted(data.database(), template(data), Sites.TARGET_USER));
    administer("CHECKPOINT");
  }

  private void administer(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
