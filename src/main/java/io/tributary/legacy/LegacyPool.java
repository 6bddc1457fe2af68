package io.tributary.legacy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import com.zaxxer.hikari.pool.ProxyConnection;
import io.tributary.fault.MigrationException;
import io.tributary.fault.PassingFaults;
import io.tributary.fault.Retries;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one tenant's legacy database. Nothing is opened before the first use; idle
 * connections are closed after a minute, or sooner if another tenant of the server wants one.
 * Thread-safe.
 */
final class LegacyPool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LegacyPool.class);
  private static final long IDLE_MILLIS = 60_000;
  private static final int PING_SECONDS = 5;

  private final Tenant tenant;
  private final Dialect dialect;
  private final LegacyServer server;
  private final int size;
  private final Duration patience;
  private final ScheduledExecutorService housekeeper;
  private final Retries retries;
  private final Duration queryTimeout;
  private final ReadWriteLock borrowing = new ReentrantReadWriteLock();
  private volatile @Nullable HikariDataSource pool;
  private boolean closed;

  /**
   * A pool that is not open yet.
   *
   * @param size the server's cap, so that one tenant alone can use it fully
   * @param patience how long opening a connection may take
   * @param housekeeper shared by all pools, since a thread each would be hundreds
   * @param retries tries reading again, from its beginning
   * @param queryTimeout how long a query for rows may take, in whole seconds
   */
  LegacyPool(
      Tenant tenant,
      Dialect dialect,
      LegacyServer server,
      int size,
      Duration patience,
      ScheduledExecutorService housekeeper,
      Retries retries,
      Duration queryTimeout) {
    this.tenant = tenant;
    this.dialect = dialect;
    this.server = server;
    this.size = size;
    this.patience = patience;
    this.housekeeper = housekeeper;
    this.retries = retries;
    this.queryTimeout = queryTimeout;
  }

  /** What is done with a connection while it is borrowed. */
  @FunctionalInterface
  interface Reading<T> {
    T read(Connection connection) throws SQLException;
  }

  /** How a failed reading is told. */
  @FunctionalInterface
  interface Telling {
    MigrationException tell(SQLException cause);
  }

  /**
   * Reads in one transaction, on a connection of its own.
   *
   * @throws MigrationException if no connection can be had, or, as {@code telling} says, if reading
   *     fails
   */
  <T> T read(Reading<T> reading, Telling telling) {
    return retries.on(where(), () -> read(reading, telling, this::connect));
  }

  /**
   * As {@link #read}, for a question that is asked once of each of hundreds of databases: unless
   * the pool is open, on a connection that is opened for it alone, since a pool would cost a thread
   * for some seconds and leave its connection idle.
   */
  <T> T readOnce(Reading<T> reading, Telling telling) {
    return read(reading, telling, isOpen() ? this::connect : this::openForOne);
  }

  /**
   * As {@link #read}, on a connection that is opened for it alone and closed afterwards: for
   * questions that change what the connection does with statements.
   */
  <T> T readApart(Reading<T> reading, Telling telling) {
    return retries.on(where(), () -> read(reading, telling, this::openForOne));
  }

  private <T> T read(Reading<T> reading, Telling telling, LegacyServer.Opening opening) {
    server.takeTurn();
    try (Connection connection = opening.open()) {
      try {
        T result = reading.read(connection);
        connection.commit();
        return result;
      } catch (SQLException e) {
        evict(connection, e);
        throw telling.tell(e);
      }
    } catch (SQLException e) {
      throw unreachable(e);
    } finally {
      server.giveTurnBack();
    }
  }

  /** The pool takes a connection of its own that was used just now for a good one. */
  private void evict(Connection connection, SQLException fault) {
    HikariDataSource present = pool;
    if (present != null && connection instanceof ProxyConnection && PassingFaults.canPass(fault)) {
      present.evictConnection(connection);
    }
  }

  /** A statement whose execution the server, or the driver for it, ends when it takes too long. */
  PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      statement.setQueryTimeout((int) queryTimeout.toSeconds());
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  /** Whether connections were ever asked for. */
  boolean isOpen() {
    return pool != null;
  }

  /**
   * Asks the database whether it is there.
   *
   * @return what is wrong; empty if nothing is, if the pool is not open, or if all connections to
   *     the server are busy reading
   */
  Optional<MigrationException> ping() {
    if (!isOpen() || !server.tryTurn()) {
      return Optional.empty();
    }
    try (Connection connection = connect()) {
      return connection.isValid(PING_SECONDS)
          ? Optional.empty()
          : Optional.of(unreachable(new SQLException("no answer in " + PING_SECONDS + " s")));
    } catch (SQLException e) {
      return Optional.of(unreachable(e));
    } finally {
      server.giveTurnBack();
    }
  }

  private Connection openForOne() throws SQLException {
    Connection connection = open();
    try {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private Connection connect() throws SQLException {
    borrowing.readLock().lock();
    try {
      return opened().getConnection();
    } catch (PoolInitializationException e) {
      throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e);
    } finally {
      borrowing.readLock().unlock();
    }
  }

  /**
   * Closes the idle connections, to make room for another tenant's.
   *
   * <p>Never while somebody waits for a connection of this pool: Hikari would close the very one
   * that was opened for the waiter, open no other, and let the waiter time out.
   *
   * @return whether there were any
   */
  boolean closeIdle() {
    HikariDataSource present = pool;
    if (present == null || !borrowing.writeLock().tryLock()) {
      return false;
    }
    try {
      HikariPoolMXBean state = present.getHikariPoolMXBean();
      if (state == null || state.getIdleConnections() == 0) {
        return false;
      }
      state.softEvictConnections();
      return true;
    } finally {
      borrowing.writeLock().unlock();
    }
  }

  private synchronized HikariDataSource opened() {
    if (closed) {
      throw new IllegalStateException("the pool of tenant " + tenant.name() + " is closed");
    }
    HikariDataSource present = pool;
    if (present != null) {
      return present;
    }
    HikariDataSource opened = new HikariDataSource(configuration());
    server.add(this);
    pool = opened;
    LOG.atDebug().addKeyValue("tenant", tenant.name()).log("legacy pool opened");
    return opened;
  }

  private HikariConfig configuration() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("legacy-" + tenant.name());
    config.setDataSource(new OpeningDataSource(this::openForPool));
    config.setMinimumIdle(0);
    config.setMaximumPoolSize(size);
    config.setIdleTimeout(IDLE_MILLIS);
    config.setConnectionTimeout(patience.toMillis());
    config.setReadOnly(true);
    config.setAutoCommit(false);
    config.setScheduledExecutor(housekeeper);
    return config;
  }

  private String where() {
    return "legacy database of " + tenant.name();
  }

  private Connection open() throws SQLException {
    return server.open(
        () -> {
          Connection connection = DriverManager.getConnection(tenant.legacy().url(), properties());
          try {
            dialect.prepare(connection);
            return connection;
          } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
          }
        });
  }

  /** The pool goes on trying for seconds before it lets anybody know. */
  private Connection openForPool() throws SQLException {
    try {
      return open();
    } catch (SQLException e) {
      if (PassingFaults.isLoss(e)) {
        retries.unopened(where());
      }
      throw e;
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.putAll(dialect.defaultProperties());
    properties.putAll(tenant.legacy().properties());
    tenant.legacy().user().ifPresent(user -> properties.setProperty("user", user));
    tenant
        .legacy()
        .password()
        .ifPresent(password -> properties.setProperty("password", password.reveal()));
    return properties;
  }

  private MigrationException unreachable(SQLException cause) {
    Throwable below = cause.getCause();
    String detail = below == null ? "" : " (" + below.getMessage() + ")";
    return new MigrationException(
        LegacyCode.CONNECT_FAILED.at(
            "legacy database of " + tenant.name(),
            "cannot connect: " + cause.getMessage() + detail,
            "look at the tenant's legacy URL and login (" + tenant.at() + ") and at the server"),
        cause);
  }

  @Override
  public synchronized void close() {
    closed = true;
    HikariDataSource present = pool;
    if (present != null) {
      present.close();
    }
  }
}
