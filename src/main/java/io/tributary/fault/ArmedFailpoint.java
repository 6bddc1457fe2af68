package io.tributary.fault;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A failpoint that somebody listens to. Counts hits of its own point only. Thread-safe. */
final class ArmedFailpoint {

  private static final Logger LOG = LoggerFactory.getLogger(Failpoint.class);

  private static final Pattern SETTING =
      Pattern.compile("([a-z-]+)@([1-9]\\d{0,8})@([^@\\s]+):(\\d{1,5})");

  private static final int LAST_PORT = 65_535;

  private final Failpoint point;
  private final int stopAt;
  private final String host;
  private final int port;
  private final AtomicInteger hits = new AtomicInteger();

  private ArmedFailpoint(Failpoint point, int stopAt, String host, int port) {
    this.point = point;
    this.stopAt = stopAt;
    this.host = host;
    this.port = port;
  }

  /** Reads {@code before-copy@3@localhost:12345}; empty if it is not of that form. */
  static Optional<ArmedFailpoint> parse(String setting) {
    Matcher parts = SETTING.matcher(setting);
    if (!parts.matches() || Integer.parseInt(parts.group(4)) > LAST_PORT) {
      return Optional.empty();
    }
    return Stream.of(Failpoint.values())
        .filter(point -> point.label().equals(parts.group(1)))
        .findFirst()
        .map(
            point ->
                new ArmedFailpoint(
                    point,
                    Integer.parseInt(parts.group(2)),
                    parts.group(3),
                    Integer.parseInt(parts.group(4))));
  }

  static InvalidInputException malformed(String setting) {
    return new InvalidInputException(
        new Problem(
            FaultCode.FAILPOINT_MALFORMED,
            "TRIBUTARY_FAILPOINT",
            "'" + setting + "' is not POINT@HIT@HOST:PORT",
            "such as before-copy@3@localhost:12345; the points are "
                + Stream.of(Failpoint.values()).map(Failpoint::label).collect(joining(", "))
                + "; unset it for anything but a test"));
  }

  boolean isAt(Failpoint other) {
    return point == other;
  }

  void announce() {
    LOG.atWarn()
        .addKeyValue("event", "failpoint-armed")
        .addKeyValue("point", point.label())
        .addKeyValue("hit", stopAt)
        .log("a failpoint is on: this process will stop there and wait, which only a test wants");
  }

  /** Waits if it is this point's turn, until the listener says a byte or is gone. */
  void hit(Failpoint here) {
    if (here != point || hits.incrementAndGet() != stopAt) {
      return;
    }
    try (Socket socket = new Socket(host, port)) {
      socket.getOutputStream().write((point.label() + "\n").getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      awaitWord(socket);
    } catch (IOException e) {
      throw new MigrationException(
          new Problem(
              FaultCode.FAILPOINT_UNHEARD,
              host + ":" + port,
              "failpoint " + point.label() + " was hit, and nobody listens: " + e.getMessage(),
              "unset TRIBUTARY_FAILPOINT, or start what listens first"),
          e);
    }
  }

  private static void awaitWord(Socket socket) {
    try {
      socket.getInputStream().read();
    } catch (IOException goneWithoutAWord) {
      LOG.atDebug().log("the listener is gone: going on");
    }
  }
}
