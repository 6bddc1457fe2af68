package io.tributary.demo;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.util.FileSystemUtils;

/**
 * The embedded PostgreSQL 18 with the two service databases. Its data stays between starts, and
 * what it has committed survives a crash: unlike the library's default for tests, {@code fsync} and
 * {@code synchronous_commit} are on.
 */
final class TargetServer implements Services {

  private static final Duration STARTUP = Duration.ofSeconds(60);

  private final EmbeddedPostgres server;
  private final Postmaster postmaster;

  private TargetServer(EmbeddedPostgres server, Postmaster postmaster) {
    this.server = server;
    this.postmaster = postmaster;
  }

  /**
   * Starts it. Data that was not prepared to the end, or for other legacy data, is thrown away.
   *
   * @param home its directory, used by this process alone
   * @param binaries where PostgreSQL is unpacked to, once
   * @param loadedFrom what its rows come from; where that changes, they are of no use
   */
  static TargetServer start(Path home, Path binaries, String loadedFrom) {
    refuseRootWhereImpossible();
    Path data = home.resolve("data").toAbsolutePath().normalize();
    Postmaster postmaster = new Postmaster(data);
    Marker marker = new Marker(home.resolve("complete"), TargetSchema.fingerprint() + loadedFrom);
    try {
      postmaster.clear();
      if (!marker.holds()) {
        FileSystemUtils.deleteRecursively(home);
        Files.createDirectories(home);
      }
      TargetServer server = new TargetServer(launch(home, data, binaries), postmaster);
      server.prepare(marker);
      return server;
    } catch (IOException | RuntimeException e) {
      clearAfter(postmaster, e);
      if (e instanceof MigrationException known) {
        throw known;
      }
      throw failed(home, e);
    }
  }

  private static EmbeddedPostgres launch(Path home, Path data, Path binaries) throws IOException {
    discardHalfUnpacked(binaries);
    EmbeddedPostgres started = configure(home, data, binaries).start();
    // The library unpacks once in the life of a JVM, and a second server runs from the first one's.
    if (Files.isDirectory(binaries)) {
      // It lets everybody write there, and so replace what this user will run next time.
      Files.setPosixFilePermissions(binaries, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return started;
  }

  private static EmbeddedPostgres.Builder configure(Path home, Path data, Path binaries) {
    // A collation of PostgreSQL's own: the machine's locales differ, and may not be there at all.
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setOverrideWorkingDirectory(binaries.toFile())
        .setRegisterShutdownHook(false)
        .setPGStartupWait(STARTUP)
        .setOutputRedirector(
            ProcessBuilder.Redirect.appendTo(home.resolve("postgresql.log").toFile()))
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        .setLocaleConfig("locale", "C")
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "localhost")
        .setServerConfig("max_prepared_transactions", "20")
        .setServerConfig("max_wal_size", "2GB");
  }

  private void prepare(Marker marker) throws IOException {
    if (marker.holds()) {
      return;
    }
    try {
      TargetSchema.create(server::getDatabase);
    } catch (SQLException e) {
      throw new MigrationException(
          new Problem(
              DemoCode.TARGET_FAILED,
              "PostgreSQL on port " + server.getPort(),
              "cannot create the service databases: " + e.getMessage(),
              "this is an error in the demo; please report it"),
          e);
    }
    marker.set();
  }

  /** The JDBC URL of a database, without a login. */
  @Override
  public String url(String database) {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
  }

  /** The port is another one each start. */
  @Override
  public String address() {
    return "localhost:" + server.getPort();
  }

  @Override
  public String password() {
    return TargetSchema.PASSWORD;
  }

  /** Stops it and waits until it is gone. */
  @Override
  public void close() {
    try {
      server.close();
      // The library only logs a stop that took too long. The pid file goes last.
      postmaster.process().ifPresent(postmaster::awaitEnd);
    } catch (IOException e) {
      throw new MigrationException(
          new Problem(
              DemoCode.POSTGRES_FAILED,
              "PostgreSQL on port " + server.getPort(),
              "cannot be stopped: " + e.getMessage(),
              "the next start stops it"),
          e);
    }
  }

  /** The library unpacks PostgreSQL once, and takes a killed try for a finished one's remains. */
  private static void discardHalfUnpacked(Path binaries) throws IOException {
    if (!Files.isDirectory(binaries)) {
      return;
    }
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(binaries)) {
      for (Path version : versions) {
        if (!Files.exists(version.resolve(".exists"))) {
          FileSystemUtils.deleteRecursively(version);
        }
      }
    }
  }

  /** PostgreSQL never runs as root; the library gets around that by a user namespace. */
  private static void refuseRootWhereImpossible() {
    if ("root".equals(System.getProperty("user.name")) && !LinuxUtils.isUnshareAvailable()) {
      throw new RefusedException(
          new Problem(
              DemoCode.ROOT_REFUSED,
              "",
              "PostgreSQL refuses to run as root, and user namespaces are not to be had here",
              "run the demo as a plain user, or let the container use `unshare -U`"));
    }
  }

  private static void clearAfter(Postmaster postmaster, Exception failure) {
    try {
      postmaster.clear();
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static MigrationException failed(Path home, Exception cause) {
    return new MigrationException(
        new Problem(
            DemoCode.POSTGRES_FAILED,
            home.toString(),
            "embedded PostgreSQL did not start: " + cause.getMessage(),
            "see " + home.resolve("postgresql.log")),
        cause);
  }
}
