package io.tributary.testing;

import io.tributary.testing.BatchTransactionWatch.Sight;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;

/** One connection through {@link PostgresProxy}: a thread for each direction. */
final class ProxiedConnection {

  private static final int FIRST_PROTOCOL = 3 << 16;
  private static final int LAST_PROTOCOL = 4 << 16;

  private final Socket client;
  private final Socket server;
  private final PostgresProxy proxy;
  private final BatchTransactionWatch watch = new BatchTransactionWatch();
  private volatile boolean keepsAnswer;

  ProxiedConnection(Socket client, Socket server, PostgresProxy proxy) {
    this.client = client;
    this.server = server;
    this.proxy = proxy;
  }

  /** Passes on what the client says, message by message, until one side is gone. */
  void forwardRequests() {
    try (DataInputStream in =
            new DataInputStream(new BufferedInputStream(client.getInputStream()));
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(server.getOutputStream()))) {
      forwardStartup(in, out);
      for (int type = in.read(); type >= 0; type = in.read()) {
        byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
        if (isCut(type, body, out)) {
          return;
        }
        write(type, body, body.length, out);
        if (in.available() == 0) {
          out.flush();
        }
      }
    } catch (IOException e) {
      proxy.lost(e);
    } finally {
      cut();
    }
  }

  /** The first messages have no type; a request for encryption comes before the one that counts. */
  private static void forwardStartup(DataInputStream in, DataOutputStream out) throws IOException {
    int code;
    do {
      int length = in.readInt();
      code = in.readInt();
      out.writeInt(length);
      out.writeInt(code);
      out.write(in.readNBytes(length - 2 * Integer.BYTES));
      out.flush();
    } while (code < FIRST_PROTOCOL || code >= LAST_PROTOCOL);
  }

  private boolean isCut(int type, byte[] body, DataOutputStream out) throws IOException {
    proxy.passes(body.length);
    Sight sight = watch.see(type, body);
    if (sight == Sight.COPY_DATA && proxy.isTurnOf(CutPoint.INSIDE_COPY)) {
      write(type, body, body.length / 2, out);
      out.flush();
      return true;
    }
    if (sight == Sight.COMMIT) {
      if (proxy.isTurnOf(CutPoint.BEFORE_COMMIT)) {
        return true;
      }
      keepsAnswer = proxy.isTurnOf(CutPoint.AFTER_COMMIT);
    }
    return false;
  }

  private static void write(int type, byte[] body, int length, DataOutputStream out)
      throws IOException {
    out.write(type);
    out.writeInt(body.length + Integer.BYTES);
    out.write(body, 0, length);
  }

  /** Passes on what the server answers; the answer to a COMMIT that is to be cut is kept. */
  void forwardAnswers() {
    byte[] bytes = new byte[16 * 1024];
    try (InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream()) {
      for (int read = in.read(bytes); read >= 0 && !keepsAnswer; read = in.read(bytes)) {
        out.write(bytes, 0, read);
      }
    } catch (IOException e) {
      proxy.lost(e);
    } finally {
      cut();
    }
  }

  /** Closes both ends. */
  void cut() {
    try (client;
        server) {
      proxy.forget(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
