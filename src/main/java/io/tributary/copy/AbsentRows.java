package io.tributary.copy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The target rows that a chunk's legacy rows could have in one table and do not have, since the
 * columns that they are made of are blank. An earlier state of a legacy row may have had them: then
 * they are to go. For one thread.
 */
public final class AbsentRows {

  /**
   * How the rows are found.
   *
   * @param id the column that holds a row's UUID
   * @param tenant the column that holds the tenant's; empty if the table has none
   */
  public record Columns(String id, Optional<String> tenant) {}

  private @Nullable Columns columns;
  private int[] legacyRows = {};
  private long[] high = {};
  private long[] low = {};
  private int size;
  private int committed;

  /**
   * The legacy row that is being mapped does not have this row.
   *
   * @param where how it would be found, the same for all rows of the table
   */
  public void add(Columns where, UUID id) {
    columns = where;
    if (size == high.length) {
      int capacity = Math.max(64, size * 2);
      legacyRows = Arrays.copyOf(legacyRows, capacity);
      high = Arrays.copyOf(high, capacity);
      low = Arrays.copyOf(low, capacity);
    }
    high[size] = id.getMostSignificantBits();
    low[size] = id.getLeastSignificantBits();
    size++;
  }

  /** What was added since the last commit is of this legacy row. */
  void commit(int legacyRow) {
    Arrays.fill(legacyRows, committed, size, legacyRow);
    committed = size;
  }

  /** Takes back what was added since the last commit. */
  void rollback() {
    size = committed;
  }

  /** How the rows are found; empty if there are none. */
  Optional<Columns> columns() {
    return Optional.ofNullable(columns);
  }

  /** Adds the UUIDs that are absent from such legacy rows. */
  void collect(IntPredicate wanted, List<UUID> ids) {
    for (int i = 0; i < size; i++) {
      if (wanted.test(legacyRows[i])) {
        ids.add(new UUID(high[i], low[i]));
      }
    }
  }
}
