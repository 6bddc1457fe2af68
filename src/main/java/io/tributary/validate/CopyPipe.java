package io.tributary.validate;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Lets what a query finds in one database flow into a table of another, as the bytes that the one
 * server sends and the other takes; a buffer is all that is held here. Both connections' COPY is
 * ended whatever happens.
 */
final class CopyPipe {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Connection from;
  private final Connection to;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;

  CopyPipe(Connection from, Connection to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Lets it flow.
   *
   * @param query with as many columns as the table has, of the same types
   * @param table quoted
   * @return how many rows came
   */
  long run(String query, String table) throws SQLException {
    CopyOut out =
        from.unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    try {
      CopyIn in =
          to.unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)");
      try {
        for (byte[] part = out.readFromCopy(); part != null; part = out.readFromCopy()) {
          add(part, in);
        }
        flush(in);
        return in.endCopy();
      } finally {
        if (in.isActive()) {
          in.cancelCopy();
        }
      }
    } finally {
      if (out.isActive()) {
        out.cancelCopy();
      }
    }
  }

  private void add(byte[] part, CopyIn in) throws SQLException {
    if (filled + part.length > buffer.length) {
      flush(in);
    }
    if (part.length > buffer.length) {
      in.writeToCopy(part, 0, part.length);
      return;
    }
    System.arraycopy(part, 0, buffer, filled, part.length);
    filled += part.length;
  }

  private void flush(CopyIn in) throws SQLException {
    in.writeToCopy(buffer, 0, filled);
    filled = 0;
  }
}
