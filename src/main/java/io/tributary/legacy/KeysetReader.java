package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.RowShape;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.BatchSize;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Reads a partition in key order, a batch at a time.
 *
 * <p>The order is the server's and stays there: each page asks for the rows after the last key that
 * was committed, and no key is compared or sorted here. A connection is borrowed for a page and
 * given back with it, so a partition that rests holds none.
 *
 * <p>A key range is read up to its upper bound. When the rest of it is given to others, the bound
 * comes down: {@link #endAt}.
 *
 * <p>Each page asks for one row more than the batch may have. That row is not part of the batch: it
 * tells whether rows follow, and whether the batch would end between two rows of one key.
 *
 * <p>For one thread at a time, but for {@link #took}.
 */
public final class KeysetReader implements AutoCloseable {

  /** A batch's transaction holds locks, and holds back vacuum and replicas, as long as it lasts. */
  private static final long LONGEST_BATCH_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** However slow everything is: smaller batches would cost more than they spare. */
  private static final int FEWEST_ROWS = 100;

  private final Claim claim;
  private final RowPlan plan;
  private final RowShape shape;
  private final LegacyPool pool;
  private final SelectSql sql;
  private final BatchSize size;
  private final int fetchRows;
  private final DriftGuard drift;
  private int rowsToAsk;
  private Optional<List<String>> upper;
  private volatile int rowsInTime;
  private boolean closed;

  /**
   * A reader.
   *
   * @param drift looks whether the table is still what the plan was made from
   * @param upper the key to read up to; empty to read to the end
   */
  KeysetReader(
      Claim claim,
      RowPlan plan,
      LegacyPool pool,
      SelectSql sql,
      BatchSize size,
      int fetchRows,
      DriftGuard drift,
      Optional<List<String>> upper) {
    this.claim = claim;
    this.plan = plan;
    this.shape = plan.shape();
    this.pool = pool;
    this.sql = sql;
    this.size = size;
    this.fetchRows = fetchRows;
    this.drift = drift;
    this.rowsToAsk = size.rows();
    this.rowsInTime = size.rows();
    this.upper = upper;
  }

  /**
   * The key of a row further on that others follow, in the server's own order, within the reader's
   * upper bound: where a range can be cut.
   *
   * @param lower the key to begin after; empty to begin before the first row
   * @param rows which row after it, from 1
   * @return by its parts' canonical texts; empty if it would be the last row or there are fewer, or
   *     if the key cannot be a bound, which {@link #next} will tell
   * @throws MigrationException if the server does not answer
   */
  Optional<List<String>> keyFurtherOn(Optional<List<String>> lower, long rows) {
    return pool.read(
        connection -> readKey(connection, lower, rows),
        e -> LegacyDatabase.unreadable(claim.entity(), claim.tenant(), e));
  }

  private Optional<List<String>> readKey(
      Connection connection, Optional<List<String>> lower, long rows) throws SQLException {
    String text = sql.keyFurtherOn(plan, lower.isPresent(), upper.isPresent());
    try (PreparedStatement statement = pool.prepare(connection, text)) {
      int next = KeyBinding.bindBounds(statement, 1, bounds(lower));
      statement.setLong(next, rows - 1);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        Object[] key = new RowReader(plan.table().key()).read(row);
        boolean usable =
            row.next()
                && Arrays.stream(key).allMatch(Objects::nonNull)
                && KeyBinding.isExact(connection, plan.table().key(), key);
        return usable ? Optional.of(List.of(plan.keyShape().parts(key))) : Optional.empty();
      }
    }
  }

  /** Reads no further than that key from now on. */
  void endAt(List<String> key) {
    upper = Optional.of(key);
  }

  /**
   * A batch of that many rows was worked on for so long. If that was too long, the next ones are
   * smaller; if it was not, they grow again. May be called from another thread than the others.
   */
  public void took(int rows, long nanos) {
    double share = (double) LONGEST_BATCH_NANOS / Math.max(1, nanos);
    double fitting = share < 1 ? rows * share : 2.0 * rowsInTime;
    int fewest = Math.min(FEWEST_ROWS, size.rows());
    rowsInTime = (int) Math.max(fewest, Math.min(size.rows(), fitting));
  }

  /**
   * The next batch.
   *
   * @param lower the key to read after, by its parts' canonical texts; empty to begin before the
   *     first row
   * @return empty if no row follows
   * @throws MigrationException if reading fails, if a key is NULL or belongs to two rows, or if the
   *     table is not what it was when the reader was made
   */
  public Optional<Batch> next(Optional<List<String>> lower) {
    if (closed) {
      throw new IllegalStateException("the reader of " + claim.displayName() + " is closed");
    }
    long startedNanos = System.nanoTime();
    Page page =
        pool.read(
            connection -> drift.guard(connection, () -> readPage(connection, lower)),
            e -> LegacyDatabase.unreadable(claim.entity(), claim.tenant(), e));
    if (page.rows().isEmpty()) {
      return Optional.empty();
    }
    adapt(page);
    return Optional.of(
        new Batch(
            claim,
            shape,
            plan.keyShape(),
            lower,
            page.rows(),
            page.bytes(),
            !page.moreFollow(),
            startedNanos));
  }

  /** Ends reading; {@link #next} fails from here on. */
  @Override
  public void close() {
    closed = true;
  }

  /**
   * After a batch that its bytes cut short, fewer rows are asked for, so that the server does not
   * send wide rows again and again for nothing; after a whole one, more again.
   */
  private void adapt(Page page) {
    int grown = (int) Math.min(size.rows(), 2L * page.rows().size());
    rowsToAsk = page.cutByBytes() ? grown : (int) Math.min(size.rows(), 2L * rowsToAsk);
  }

  private Page readPage(Connection connection, Optional<List<String>> lower) throws SQLException {
    int wanted = Math.min(rowsToAsk, rowsInTime);
    List<Object[]> bounds = bounds(lower);
    for (Object[] bound : bounds) {
      KeyBinding.requireExact(connection, claim, plan.table().key(), bound);
    }
    String text = sql.page(plan, lower.isPresent(), upper.isPresent());
    try (PreparedStatement statement = pool.prepare(connection, text)) {
      statement.setInt(1, Math.addExact(wanted, 1));
      KeyBinding.bindBounds(statement, 2, bounds);
      statement.setFetchSize(fetchRows);
      try (ResultSet rows = statement.executeQuery()) {
        return new PageReader(claim, plan, shape).read(rows, wanted, size.bytes());
      }
    }
  }

  private List<Object[]> bounds(Optional<List<String>> lower) {
    return Stream.of(lower, upper).flatMap(Optional::stream).map(this::parse).toList();
  }

  private Object[] parse(List<String> parts) {
    return plan.keyShape().parse(parts.toArray(String[]::new));
  }
}
