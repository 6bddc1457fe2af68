package io.tributary.operation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

/** Stands before H2's driver until it is closed, and counts connections by URL. */
final class CountingDriver implements Driver, AutoCloseable {

  private final Driver real;
  private final String prefix;
  private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
  private final Map<String, Integer> most = new ConcurrentHashMap<>();
  private final AtomicInteger allOpen = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();

  private CountingDriver(Driver real, String prefix) {
    this.real = real;
    this.prefix = prefix;
  }

  /** Counts the connections to URLs that begin like this. */
  static CountingDriver of(String prefix) throws SQLException {
    Driver real = DriverManager.getDriver("jdbc:h2:mem:");
    CountingDriver counting = new CountingDriver(real, prefix);
    DriverManager.deregisterDriver(real);
    DriverManager.registerDriver(counting);
    DriverManager.registerDriver(real);
    return counting;
  }

  /** The most connections that were open to each URL at once. */
  Map<String, Integer> mostByUrl() {
    return Map.copyOf(most);
  }

  /** The most connections that were open at once, to whatever URL. */
  int mostAtOnce() {
    return mostAtOnce.get();
  }

  /** How many connections were ever opened. */
  int opened() {
    return opened.get();
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(prefix);
  }

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Connection connection = real.connect(url, properties);
    opened.incrementAndGet();
    int now = open.computeIfAbsent(url, u -> new AtomicInteger()).incrementAndGet();
    most.merge(url, now, Math::max);
    mostAtOnce.accumulateAndGet(allOpen.incrementAndGet(), Math::max);
    return counted(url, connection);
  }

  private Connection counted(String url, Connection connection) {
    AtomicBoolean counts = new AtomicBoolean(true);
    return (Connection)
        Proxy.newProxyInstance(
            CountingDriver.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close") && counts.getAndSet(false)) {
                open.get(url).decrementAndGet();
                allOpen.decrementAndGet();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties)
      throws SQLException {
    return real.getPropertyInfo(url, properties);
  }

  @Override
  public int getMajorVersion() {
    return real.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return real.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return real.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(CountingDriver.class.getName());
  }

  @Override
  public void close() throws SQLException {
    DriverManager.deregisterDriver(this);
  }
}
