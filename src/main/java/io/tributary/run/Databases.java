package io.tributary.run;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.Retries;
import io.tributary.ledger.Ledger;
import io.tributary.ledger.LedgerTimes;
import io.tributary.ledger.Session;
import io.tributary.legacy.LegacyDatabases;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** Every database of a manifest, each pool opened when it is first used. Thread-safe. */
final class Databases implements AutoCloseable {

  private static final long CONNECT_TIMEOUT_MILLIS = 10_000;

  private final Manifest manifest;
  private final LedgerTimes times;
  private final Retries retries;
  private final LegacyDatabases legacy;
  private final Map<String, HikariDataSource> pools = new ConcurrentHashMap<>();
  private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();

  Databases(Manifest manifest, LedgerTimes times, Duration queryTimeout, Retries retries) {
    this.manifest = manifest;
    this.times = times;
    this.retries = retries;
    this.legacy = new LegacyDatabases(manifest, retries, queryTimeout);
  }

  LegacyDatabases legacy() {
    return legacy;
  }

  /** The pool of a service; opens no connection by itself. */
  HikariDataSource dataSource(String service) {
    return pools.computeIfAbsent(service, name -> pool(manifest.service(name)));
  }

  Ledger ledger(String service) {
    return ledgers.computeIfAbsent(
        service,
        name ->
            new Ledger(
                manifest.service(name), dataSource(name), times, retries, manifest.deadLetters()));
  }

  /** A connection to a service, or an error that says which service cannot be reached. */
  Connection connect(String service) {
    try {
      return dataSource(service).getConnection();
    } catch (SQLException e) {
      throw new MigrationException(unreachable(manifest.service(service), e), e);
    }
  }

  /**
   * A connection outside the pool, to find out whether the service can be reached: a server that
   * refuses is told at once and in its own words, where the pool would go on trying.
   */
  Connection connectOnce(String serviceName) {
    Service service = manifest.service(serviceName);
    try {
      return session(service).open();
    } catch (SQLException e) {
      throw new MigrationException(unreachable(service, e), e);
    }
  }

  /** Opens connections to a service outside the pool. */
  Session session(String service) {
    return session(manifest.service(service));
  }

  /**
   * The same, which tries again for a while where the service does not answer, and has that told.
   */
  Session patientSession(String service) {
    return () -> retries.on(service, () -> connectOnce(service));
  }

  private static Session session(Service service) {
    return () -> DriverManager.getConnection(service.connection().url(), login(service));
  }

  /** Fails with a clear error if the service cannot be reached. */
  void requireReachable(String service) {
    try (Connection connection = connectOnce(service)) {
      connection.isValid(1);
    } catch (SQLException e) {
      throw new MigrationException(unreachable(manifest.service(service), e), e);
    }
  }

  static Problem unreachable(Service service, SQLException failure) {
    return new Problem(
        RunCode.TARGET_UNREACHABLE,
        service.at() + " (" + service.connection().url() + ")",
        "service " + service.name() + " cannot be reached: " + rootMessage(failure),
        "Is the server up, and are URL, user and password right?");
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root == failure || root.getMessage() == null
        ? failure.getMessage()
        : failure.getMessage() + " (" + root.getMessage() + ")";
  }

  private static HikariDataSource pool(Service service) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("service-" + service.name());
    config.setJdbcUrl(service.connection().url());
    config.setMaximumPoolSize(service.connection().maxConnections());
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
    // The pool is made before anybody knows whether the database can be reached; who asks learns
    // it.
    config.setInitializationFailTimeout(-1);
    Properties login = login(service);
    config.setUsername((String) login.remove("user"));
    config.setPassword((String) login.remove("password"));
    config.setDataSourceProperties(login);
    return new HikariDataSource(config);
  }

  private static Properties login(Service service) {
    Properties login = new Properties();
    login.setProperty("ApplicationName", "tributary");
    login.setProperty("tcpKeepAlive", "true");
    login.setProperty("loginTimeout", Long.toString(CONNECT_TIMEOUT_MILLIS / 1000));
    // The detail of an error quotes the row, and would end up in logs.
    login.setProperty("logServerErrorDetail", "false");
    login.putAll(service.connection().properties());
    service.connection().user().ifPresent(user -> login.setProperty("user", user));
    service
        .connection()
        .password()
        .ifPresent(password -> login.setProperty("password", password.reveal()));
    return login;
  }

  @Override
  public void close() {
    pools.values().forEach(HikariDataSource::close);
    legacy.close();
  }
}
