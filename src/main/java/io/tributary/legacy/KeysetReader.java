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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads a partition in key order, a batch at a time.
 *
 * <p>The order is the server's and stays there: each page asks for the rows after the last key that
 * was committed, and no key is compared or sorted here. A connection is borrowed for a page and
 * given back with it, so a partition that rests holds none.
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
  private int rowsToAsk;
  private volatile int rowsInTime;
  private boolean closed;

  KeysetReader(
      Claim claim, RowPlan plan, LegacyPool pool, SelectSql sql, BatchSize size, int fetchRows) {
    this.claim = claim;
    this.plan = plan;
    this.shape = plan.shape();
    this.pool = pool;
    this.sql = sql;
    this.size = size;
    this.fetchRows = fetchRows;
    this.rowsToAsk = size.rows();
    this.rowsInTime = size.rows();
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
   * @throws MigrationException if reading fails, or if a key is NULL or belongs to two rows
   */
  public Optional<Batch> next(Optional<List<String>> lower) {
    if (closed) {
      throw new IllegalStateException("the reader of " + claim.displayName() + " is closed");
    }
    long startedNanos = System.nanoTime();
    Page page =
        pool.read(
            connection -> readPage(connection, lower),
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
    Object[] bound = lower.map(parts -> parse(parts)).orElse(new Object[0]);
    KeyBinding.requireExact(connection, claim, plan.table().key(), bound);
    try (PreparedStatement statement =
        pool.prepare(connection, sql.page(plan, lower.isPresent()))) {
      statement.setInt(1, Math.addExact(wanted, 1));
      if (lower.isPresent()) {
        int parameter = 2;
        for (int part : SelectSql.boundOrder(bound.length)) {
          KeyBinding.bind(statement, parameter++, bound[part]);
        }
      }
      statement.setFetchSize(fetchRows);
      try (ResultSet rows = statement.executeQuery()) {
        return new PageReader(claim, plan, shape).read(rows, wanted, size.bytes());
      }
    }
  }

  private Object[] parse(List<String> parts) {
    return plan.keyShape().parse(parts.toArray(String[]::new));
  }
}
