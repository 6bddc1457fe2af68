package io.tributary.legacy;

import io.tributary.fault.MigrationException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The cap on connections to one legacy server, which many tenants' pools share. Thread-safe.
 *
 * <p>Two counts keep it. Who wants to read takes a turn, in order of asking, so that at most {@code
 * cap} connections are in use and nobody starves. And each open connection is counted, idle ones
 * too: a pool that must open one while all are taken has an idle one of another pool closed first.
 * There is one to close, since less than {@code cap} are in use whenever somebody has a turn and no
 * connection yet.
 *
 * <p>A thread that holds a turn must not ask for another: with a cap of one it would wait for
 * itself.
 */
final class LegacyServer {

  private static final long PATIENCE_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 20;

  private final String name;
  private final Semaphore turns;
  private final Semaphore open;
  private final List<LegacyPool> pools = new CopyOnWriteArrayList<>();

  LegacyServer(String name, int cap) {
    this.name = name;
    this.turns = new Semaphore(cap, true);
    this.open = new Semaphore(cap, true);
  }

  /** Opens a connection; as on {@link java.sql.DriverManager}. */
  @FunctionalInterface
  interface Opening {
    Connection open() throws SQLException;
  }

  /** Waits for a turn to use a connection. Each turn is to be given back. */
  void takeTurn() {
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationException(
          LegacyCode.INTERRUPTED.at(
              name, "waiting for a connection was interrupted", "run again to go on"),
          e);
    }
  }

  /** Takes a turn if one is free right now. */
  boolean tryTurn() {
    return turns.tryAcquire();
  }

  /** Ends a turn, after its connection went back to the pool. */
  void giveTurnBack() {
    turns.release();
  }

  /** A pool whose idle connections count. */
  void add(LegacyPool pool) {
    pools.add(pool);
  }

  /** Opens a connection as soon as the cap allows; closing it makes room again. */
  Connection open(Opening opening) throws SQLException {
    awaitRoom();
    try {
      return counted(opening.open());
    } catch (SQLException | RuntimeException e) {
      open.release();
      throw e;
    }
  }

  private void awaitRoom() throws SQLException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    try {
      while (!open.tryAcquire()) {
        closeIdle();
        if (open.tryAcquire(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
        if (System.nanoTime() > deadline) {
          throw new SQLTransientConnectionException("all connections to " + name + " are taken");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting for " + name, e);
    }
  }

  private void closeIdle() {
    for (LegacyPool pool : pools) {
      if (pool.closeIdle()) {
        return;
      }
    }
  }

  private Connection counted(Connection connection) {
    AtomicBoolean counts = new AtomicBoolean(true);
    return (Connection)
        Proxy.newProxyInstance(
            LegacyServer.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              boolean closes = method.getName().equals("close") || method.getName().equals("abort");
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (closes && counts.getAndSet(false)) {
                  open.release();
                }
              }
            });
  }
}
