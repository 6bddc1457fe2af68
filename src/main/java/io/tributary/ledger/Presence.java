package io.tributary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows other processes that a run lives: an advisory lock on a session of its own, which goes when
 * the process does, and a heartbeat, which stops when the process is frozen.
 *
 * <p>The lock is asked for at each beat, without waiting: a session that was lost here may still be
 * there for the server, and holds it as long. A session that is lost is opened anew at the next
 * beat. Should another process take the run for dead meanwhile, it takes over what the run holds,
 * and the run's workers are refused by the epoch: nothing is written twice.
 */
public final class Presence implements AutoCloseable {

  private static final int NETWORK_TIMEOUT_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final UUID runId;
  private final String service;
  private final Session connect;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "tributary-presence");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Connection session;
  private @Nullable ScheduledFuture<?> beating;

  private Presence(UUID runId, String service, Session connect) {
    this.runId = runId;
    this.service = service;
    this.connect = connect;
  }

  /**
   * Shows a run that the ledger has.
   *
   * @param connect opens a connection outside the pool, in auto-commit
   * @param beatMillis between two heartbeats
   */
  static Presence of(UUID runId, String service, Session connect, long beatMillis)
      throws SQLException {
    Presence presence = new Presence(runId, service, connect);
    presence.beat();
    presence.beatEach(beatMillis);
    return presence;
  }

  /**
   * Shows a run, unless another process shows it; then empty.
   *
   * @param connect opens a connection outside the pool, in auto-commit
   * @param beatMillis between two heartbeats
   */
  static Optional<Presence> alone(UUID runId, String service, Session connect, long beatMillis)
      throws SQLException {
    Presence presence = new Presence(runId, service, connect);
    if (!presence.beat()) {
      presence.close();
      return Optional.empty();
    }
    presence.beatEach(beatMillis);
    return Optional.of(presence);
  }

  private void beatEach(long millis) {
    beating = heart.scheduleWithFixedDelay(this::beatOn, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void beatOn() {
    try {
      beat();
    } catch (SQLException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("event", "heartbeat-missed")
          .addKeyValue("service", service)
          .addKeyValue("fault", e.getClass().getName())
          .log("the run's heartbeat could not be written; tried again");
      abandonSession(e);
    }
  }

  /** Returns whether this session, and no other, shows the run. */
  private synchronized boolean beat() throws SQLException {
    Connection present = session == null ? open() : session;
    session = present;
    boolean alone = lock(present);
    execute(
        present,
        """
        UPDATE "migration"."run" SET "heartbeat_at" = clock_timestamp() WHERE "run_id" = ?
        """);
    return alone;
  }

  private boolean lock(Connection connection) throws SQLException {
    String sql = "SELECT pg_try_advisory_lock(\"migration\".\"run_lock\"(?))";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, runId);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** A server that is not heard of must not hold up the heart, nor the end of the run. */
  private Connection open() throws SQLException {
    Connection opened = connect.open();
    try {
      opened.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  private void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, runId);
      statement.execute();
    }
  }

  private synchronized void abandonSession(Exception cause) {
    Connection lost = session;
    session = null;
    if (lost != null) {
      try {
        lost.close();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
  }

  /** Ends the session; the run is gone as far as others can see. */
  @Override
  public void close() {
    if (beating != null) {
      beating.cancel(false);
    }
    heart.shutdown();
    synchronized (this) {
      if (session != null) {
        try {
          session.close();
        } catch (SQLException e) {
          LOG.atWarn()
              .addKeyValue("event", "presence-close-failed")
              .addKeyValue("service", service)
              .addKeyValue("sqlState", e.getSQLState())
              .log("the session that showed the run could not be closed");
        }
      }
    }
  }
}
