package io.tributary.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** Reads a legacy table page by page in key order, the way anybody would write it. */
final class Pages {

  static final int PAGE_ROWS = 10_000;

  private final String sql;

  Pages(Shape shape) {
    this.sql =
        shape.columns().stream()
            .map(BenchColumn::legacy)
            .collect(
                Collectors.joining(
                    ", ",
                    "SELECT TOP (" + PAGE_ROWS + ") Id, ",
                    " FROM dbo.Entry WHERE Id > ? AND Id <= ? ORDER BY Id"));
  }

  /** Takes the rows of a page; the cursor is before the first. */
  @FunctionalInterface
  interface PageTaker {
    /**
     * Takes a page.
     *
     * @return the last key and how many rows there were
     */
    Taken take(ResultSet rows) throws SQLException;
  }

  /** What was taken of a page. */
  record Taken(long lastKey, int rows) {}

  /** Reads keys from after {@code from} to {@code to}; returns how many rows there were. */
  long read(Connection legacy, long from, long to, PageTaker taker) throws SQLException {
    long read = 0;
    long after = from;
    try (PreparedStatement statement = legacy.prepareStatement(sql)) {
      statement.setFetchSize(PAGE_ROWS);
      while (true) {
        statement.setLong(1, after);
        statement.setLong(2, to);
        Taken taken;
        try (ResultSet rows = statement.executeQuery()) {
          taken = taker.take(rows);
        }
        if (taken.rows() == 0) {
          return read;
        }
        read += taken.rows();
        after = taken.lastKey();
      }
    }
  }
}
