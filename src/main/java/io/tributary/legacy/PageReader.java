package io.tributary.legacy;

import io.tributary.batch.Claim;
import io.tributary.batch.RowShape;
import io.tributary.fault.MigrationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one page and checks that each has a key of its own. */
final class PageReader {

  private final Claim claim;
  private final RowPlan plan;
  private final RowReader reader;
  private final int[] keyColumns;
  private final int repeatsColumn;
  private Object @Nullable [] previous;

  PageReader(Claim claim, RowPlan plan, RowShape shape) {
    this.claim = claim;
    this.plan = plan;
    this.reader = new RowReader(shape.columns());
    this.keyColumns =
        plan.table().key().stream().mapToInt(column -> shape.indexOf(column.name())).toArray();
    this.repeatsColumn = plan.serverComparesKeys() ? shape.columns().size() + 1 : 0;
  }

  /**
   * Reads up to so many rows, or up to the row that passes the byte budget, and looks one ahead.
   */
  Page read(ResultSet rows, int maxRows, long maxBytes) throws SQLException {
    List<Object[]> read = new ArrayList<>();
    long bytes = 0;
    while (rows.next()) {
      Object[] row = reader.read(rows);
      requireOwnKey(rows, row);
      if (read.size() == maxRows || bytes > maxBytes) {
        return new Page(read, bytes, bytes > maxBytes, true);
      }
      read.add(row);
      bytes += RowReader.bytes(row);
    }
    return new Page(read, bytes, bytes > maxBytes, false);
  }

  private void requireOwnKey(ResultSet rows, Object[] row) throws SQLException {
    boolean repeats = previous != null;
    for (int part = 0; part < keyColumns.length; part++) {
      Object value = row[keyColumns[part]];
      if (value == null) {
        throw keyNull(part);
      }
      repeats = repeats && value.equals(previous[keyColumns[part]]);
    }
    if (repeats || (repeatsColumn > 0 && rows.getInt(repeatsColumn) == 1)) {
      throw keyRepeats();
    }
    previous = row;
  }

  private MigrationException keyNull(int part) {
    return new MigrationException(
        LegacyCode.KEY_NULL.at(
            claim.displayName(),
            "key column " + plan.table().key().get(part).name() + " holds NULL",
            "choose a key that is never NULL, or leave such rows out by a where"),
        null);
  }

  private MigrationException keyRepeats() {
    return new MigrationException(
        LegacyCode.KEY_REPEATS.at(
            claim.displayName(),
            "two rows have the same key ("
                + String.join(", ", plan.entity().legacy().key())
                + ")"
                + (plan.parents().isEmpty() ? "" : ", here or in a parent that is joined"),
            "choose a key that is unique, or rows would be skipped"),
        null);
  }
}
