package io.tributary.demo;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server process of a data directory, as its {@code postmaster.pid} tells. The
 * server is no child of this JVM: where a demo was killed, its server lives on and has to be
 * stopped before the directory is used again.
 */
final class Postmaster {

  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final long PATIENCE_SECONDS = 60;
  private static final int PORT_LINE = 3;

  private final Path data;
  private final Path pidFile;

  Postmaster(Path data) {
    this.data = data;
    this.pidFile = data.resolve("postmaster.pid");
  }

  /**
   * Stops a server that an earlier demo left behind, and clears a lock file whose process number
   * belongs to somebody else by now: PostgreSQL would take that process for a server and refuse.
   */
  void clear() throws IOException {
    Optional<ProcessHandle> process = process();
    if (process.isEmpty()) {
      return;
    }
    if (serves(process.get())) {
      LOG.atInfo().addKeyValue("pid", process.get().pid()).log("stopping a server left behind");
      dismissClients();
      process.get().destroy();
      awaitEnd(process.get());
    } else {
      Files.deleteIfExists(pidFile);
    }
  }

  /** The process that the lock file names, if it names one that lives; it may be a stranger. */
  Optional<ProcessHandle> process() throws IOException {
    List<String> lines = lines();
    if (lines.isEmpty() || !lines.get(0).strip().matches("\\d{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(ProcessHandle::isAlive);
  }

  /** Waits until the process is gone. */
  void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw stuck(process, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stuck(process, e);
    }
  }

  private boolean serves(ProcessHandle process) {
    String[] arguments = process.info().arguments().orElse(new String[0]);
    return Arrays.asList(arguments).contains(data.toString());
  }

  /**
   * Ends open sessions: a smart shutdown, all that a signal from Java can ask for, waits for them.
   * A server that takes no connections (it may be in recovery) has none; {@link #awaitEnd} has the
   * last word.
   */
  private void dismissClients() throws IOException {
    List<String> lines = lines();
    if (lines.size() <= PORT_LINE) {
      return;
    }
    String url = "jdbc:postgresql://localhost:" + lines.get(PORT_LINE).strip() + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          SELECT pg_terminate_backend("pid")
          FROM pg_stat_activity
          WHERE "backend_type" = 'client backend' AND "pid" <> pg_backend_pid()
          """);
    } catch (SQLException e) {
      LOG.atWarn().addKeyValue("error", e.getSQLState()).log("cannot end sessions left behind");
    }
  }

  private List<String> lines() throws IOException {
    return Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
  }

  private MigrationException stuck(ProcessHandle process, Exception cause) {
    return new MigrationException(
        new Problem(
            DemoCode.POSTGRES_FAILED,
            data.toString(),
            "the server with process number " + process.pid() + " does not stop",
            "end that process and start again"),
        cause);
  }
}
