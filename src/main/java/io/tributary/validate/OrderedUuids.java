package io.tributary.validate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The UUIDs of a source, one after the other in PostgreSQL's order, which is that of their bytes. A
 * page at a time is held; each page is a query and a transaction of its own, so that no snapshot is
 * held over hours.
 *
 * <p>A page ends before the rows of its last UUID, and the next one begins with them: two rows of
 * one UUID are never on two pages, unless a page is full of them. For one thread.
 */
final class OrderedUuids implements Comparable<OrderedUuids> {

  private static final UUID SMALLEST = new UUID(0, 0);

  private final UuidSource source;
  private final ProofSession session;
  private final long[] high;
  private final long[] low;
  private UUID from = SMALLEST;
  private int usable;
  private int at = -1;
  private boolean isLast;

  /**
   * Nothing is read yet.
   *
   * @param session of the source's service
   * @param pageRows how many UUIDs are held, 2 or more
   */
  OrderedUuids(UuidSource source, ProofSession session, int pageRows) {
    if (pageRows < 2) {
      throw new IllegalArgumentException("on a page of one row, a second would not be seen");
    }
    this.source = source;
    this.session = session;
    this.high = new long[pageRows];
    this.low = new long[pageRows];
  }

  /**
   * Goes to the next UUID, at first to the smallest.
   *
   * @return whether there is one
   */
  boolean next() {
    at++;
    if (at >= usable && !isLast) {
      int read = session.look(this::read);
      cut(read);
      at = 0;
    }
    return at < usable;
  }

  private int read(Connection connection) throws SQLException {
    source.actFor(connection);
    int read = 0;
    try (PreparedStatement statement = connection.prepareStatement(source.pageSql())) {
      statement.setObject(1, from);
      statement.setInt(2, high.length);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          UUID id = rows.getObject(1, UUID.class);
          high[read] = id.getMostSignificantBits();
          low[read] = id.getLeastSignificantBits();
          read++;
        }
      }
    }
    return read;
  }

  private void cut(int read) {
    usable = read;
    if (read < high.length) {
      isLast = true;
      return;
    }
    int last = read - 1;
    int begin = last;
    while (begin > 0 && high[begin - 1] == high[last] && low[begin - 1] == low[last]) {
      begin--;
    }
    if (begin > 0) {
      usable = begin;
      from = new UUID(high[last], low[last]);
    } else if (high[last] == -1 && low[last] == -1) {
      isLast = true;
    } else {
      from = new UUID(low[last] == -1 ? high[last] + 1 : high[last], low[last] + 1);
    }
  }

  /** The UUID that it has come to. */
  UUID id() {
    return new UUID(high[at], low[at]);
  }

  /** By the UUIDs that they have come to. */
  @Override
  public int compareTo(OrderedUuids other) {
    int byHigh = Long.compareUnsigned(high[at], other.high[other.at]);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low[at], other.low[other.at]);
  }
}
