package io.tributary.copy;

import io.tributary.fault.Failpoint;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One binary COPY FROM STDIN: header, rows, trailer. Small pieces are gathered and sent in blocks.
 *
 * <p>Closing it before {@link #finish} cancels the COPY, so that no error on the way, ours or
 * PostgreSQL's, leaves the connection waiting for data. Cancelling aborts the transaction back to
 * the last savepoint, as PostgreSQL's own error would.
 */
final class CopyStream implements AutoCloseable {

  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

  private static final int TRAILER = -1;
  private static final int BLOCK_BYTES = 64 * 1024;

  private final CopyIn copy;
  private final CopyBuffer gathered = new CopyBuffer(BLOCK_BYTES);

  private CopyStream(CopyIn copy) {
    this.copy = copy;
  }

  /** Begins a COPY, whose SQL asks for the binary format. */
  static CopyStream open(Connection connection, String sql) throws SQLException {
    CopyStream stream =
        new CopyStream(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql));
    stream.gathered.putBytes(SIGNATURE, 0, SIGNATURE.length);
    stream.gathered.putInt(0);
    stream.gathered.putInt(0);
    return stream;
  }

  /** Where small pieces are put; {@link #sendFullBlock} is called after each row. */
  CopyBuffer gathered() {
    return gathered;
  }

  /** Sends what was gathered, if it fills a block. */
  void sendFullBlock() throws SQLException {
    if (gathered.size() >= BLOCK_BYTES) {
      sendGathered();
    }
  }

  /** Sends encoded rows. */
  void write(byte[] bytes, int offset, int length) throws SQLException {
    if (length < BLOCK_BYTES) {
      gathered.putBytes(bytes, offset, length);
      sendFullBlock();
    } else {
      sendGathered();
      copy.writeToCopy(bytes, offset, length);
    }
  }

  private void sendGathered() throws SQLException {
    copy.writeToCopy(gathered.array(), 0, gathered.size());
    gathered.truncate(0);
  }

  /** Ends the COPY; the number of rows that PostgreSQL says it took. */
  long finish() throws SQLException {
    gathered.putShort(TRAILER);
    if (Failpoint.INSIDE_COPY.isArmed()) {
      stopInside();
    }
    sendGathered();
    return copy.endCopy();
  }

  /** Sends half of what is left, so that PostgreSQL has rows of a COPY that has not ended. */
  private void stopInside() throws SQLException {
    int half = gathered.size() / 2;
    copy.writeToCopy(gathered.array(), 0, half);
    copy.flushCopy();
    Failpoint.INSIDE_COPY.hit();
    byte[] rest = Arrays.copyOfRange(gathered.array(), half, gathered.size());
    gathered.truncate(0);
    gathered.putBytes(rest, 0, rest.length);
  }

  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
