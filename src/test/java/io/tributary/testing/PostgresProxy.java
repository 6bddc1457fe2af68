package io.tributary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a client and a PostgreSQL server on this machine, and cuts connections when told:
 * at a point of a batch's transaction, or all of them. Cut ends are closed, as by a network that is
 * gone; the next connection is let through. Thread-safe.
 */
public final class PostgresProxy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresProxy.class);

  private final int serverPort;
  private final ServerSocket listening;
  private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
  private final Map<CutPoint, AtomicInteger> turns = new EnumMap<>(CutPoint.class);
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong alarmAt = new AtomicLong(Long.MAX_VALUE);
  private volatile Runnable alarm = () -> {};

  /** Listens on a port of its own for that server. */
  public PostgresProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    List.of(CutPoint.values()).forEach(point -> turns.put(point, new AtomicInteger()));
    daemon(this::accept);
  }

  /** The port to connect to, on localhost. */
  public int port() {
    return listening.getLocalPort();
  }

  /** The {@code nth} time from now that a batch comes to that point, its connection is cut. */
  public void cutAt(CutPoint point, int nth) {
    turn(point).set(nth);
  }

  /** Does something once, just before the client has said that many bytes in all. */
  public void atByte(long count, Runnable action) {
    alarm = action;
    alarmAt.set(count);
  }

  /** How many bytes of messages the clients have said. */
  public long bytes() {
    return bytes.get();
  }

  /** How often a connection was cut at a point. */
  public int cuts() {
    return cuts.get();
  }

  /** Cuts every connection that is open. */
  public void cutAll() {
    open.forEach(ProxiedConnection::cut);
  }

  boolean isTurnOf(CutPoint point) {
    boolean cut = turn(point).getAndUpdate(left -> Math.max(0, left - 1)) == 1;
    if (cut) {
      cuts.incrementAndGet();
    }
    return cut;
  }

  private AtomicInteger turn(CutPoint point) {
    return Objects.requireNonNull(turns.get(point));
  }

  void passes(int length) {
    long at = alarmAt.get();
    if (bytes.addAndGet(length) >= at && alarmAt.compareAndSet(at, Long.MAX_VALUE)) {
      alarm.run();
    }
  }

  void lost(IOException why) {
    LOG.atDebug().addKeyValue("why", why.getMessage()).log("a proxied connection is gone");
  }

  void forget(ProxiedConnection connection) {
    open.remove(connection);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        serve(listening.accept());
      } catch (IOException e) {
        lost(e);
      }
    }
  }

  /** A server that is down is a connection that is closed at once. */
  private void serve(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    ProxiedConnection connection = new ProxiedConnection(client, server, this);
    open.add(connection);
    daemon(connection::forwardRequests);
    daemon(connection::forwardAnswers);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "postgres-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cutAll();
  }
}
