package io.tributary.legacy;

import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.batch.RowShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Reads rows of a partition by their keys: those that were missed, and those that are tried again.
 * For one thread at a time.
 */
final class KeyedReader {

  /** SQL Server takes 2,100 parameters; a key may have several parts. */
  static final int KEYS_AT_ONCE = 400;

  private final Claim claim;
  private final BatchKind kind;
  private final RowPlan plan;
  private final LegacyPool pool;
  private final SelectSql sql;
  private final DriftGuard drift;
  private final long maxBytes;

  KeyedReader(
      Claim claim,
      BatchKind kind,
      RowPlan plan,
      LegacyPool pool,
      SelectSql sql,
      DriftGuard drift,
      long maxBytes) {
    this.claim = claim;
    this.kind = kind;
    this.plan = plan;
    this.pool = pool;
    this.sql = sql;
    this.drift = drift;
    this.maxBytes = maxBytes;
  }

  /** The byte budget of its batches. */
  long maxBytes() {
    return maxBytes;
  }

  /**
   * The rows of these keys, in key order, up to the row that passes the byte budget.
   *
   * @param keys canonical texts, at most {@link #KEYS_AT_ONCE}
   * @return empty if legacy has none of them
   */
  Optional<Batch> read(List<String> keys) {
    long startedNanos = System.nanoTime();
    Page page =
        pool.read(
            connection -> drift.guard(connection, () -> page(connection, keys)),
            e -> LegacyDatabase.unreadable(claim.entity(), claim.tenant(), e));
    if (page.rows().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Batch.ofKeys(
            claim,
            kind,
            plan.shape(),
            plan.keyShape(),
            page.rows(),
            page.bytes(),
            !page.moreFollow(),
            startedNanos));
  }

  private Page page(Connection connection, List<String> keys) throws SQLException {
    RowShape shape = plan.shape();
    try (PreparedStatement statement = pool.prepare(connection, sql.byKeys(plan, keys.size()))) {
      int parameter = 1;
      for (String text : keys) {
        Object[] key = plan.keyShape().parse(plan.keyShape().split(text));
        KeyBinding.requireExact(connection, claim, plan.table().key(), key);
        for (Object part : key) {
          KeyBinding.bind(statement, parameter++, part);
        }
      }
      try (ResultSet rows = statement.executeQuery()) {
        return new PageReader(claim, plan, shape).read(rows, keys.size(), maxBytes);
      }
    }
  }
}
