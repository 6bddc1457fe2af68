package io.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL that can be stopped as by a power cut, and started again on the same port with the
 * same data. It does not answer before its data is on disk ({@code fsync}), as in production.
 */
final class CrashServer implements AutoCloseable {

  private final Path data;
  private EmbeddedPostgres server;

  private CrashServer(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
  }

  /** Starts one whose data is in that directory, which is empty. */
  static CrashServer start(Path data) throws IOException, SQLException {
    EmbeddedPostgres server = configured(data).start();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE %1$s LOGIN PASSWORD '%1$s'".formatted(CrashTarget.ROLE));
    }
    return new CrashServer(data, server);
  }

  private static EmbeddedPostgres.Builder configured(Path data) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofSeconds(60))
        .setServerConfig("max_connections", "100")
        .setServerConfig("max_prepared_transactions", "20")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("fsync", "on");
  }

  /** The port on localhost; stays the same. */
  int port() {
    return server.getPort();
  }

  /**
   * Ends it without a word to its clients (SIGQUIT: an immediate shutdown), and starts it again.
   */
  void restart() throws Exception {
    int port = server.getPort();
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    assertThat(new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor()).isZero();
    postmaster.onExit().get(60, TimeUnit.SECONDS);
    // The library does not know that its server is gone; it lets go of the directory's lock.
    server.close();
    server = startAgain(port);
  }

  /** A client's own socket may have got the port for a moment. */
  private EmbeddedPostgres startAgain(int port) throws IOException {
    IOException failure = new IOException("PostgreSQL did not start again");
    for (int attempt = 0; attempt < 5; attempt++) {
      try {
        return configured(data).setPort(port).start();
      } catch (IOException | IllegalStateException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
