package io.tributary.copy;

import java.sql.SQLException;
import java.util.BitSet;

/** One way of bringing the pending slices of a range of legacy rows into their target tables. */
sealed interface SliceSender permits DirectSender, StagedSender {

  /**
   * Sends legacy rows {@code from} to before {@code to}. All their target rows are in place
   * afterwards; after an error the caller goes back to a savepoint, and may then send parts of the
   * range, lower rows first.
   *
   * @return the legacy rows that were there before, so that they were updated
   */
  BitSet send(int from, int to) throws SQLException;

  /** Whether a row whose primary key is taken is merged, and not refused by PostgreSQL. */
  boolean merges();
}
