package io.tributary.copy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encoded rows that one chunk adds to one target table, in the order of the legacy rows, cut so
 * that any legacy row's part can be taken alone. Written by a mapper, read by the load.
 *
 * <p>The target rows of one legacy row are written, each with {@link #beginRow} and then its fields
 * in the order of {@link #columns}; then {@link #commit} keeps them or {@link #rollback} takes them
 * back.
 */
public final class TableRows {

  private final TargetTable table;
  private final List<TargetColumn> columns;
  private final CopyBuffer buffer;
  private final boolean keepsValues;
  private final List<@Nullable Object[]> values = new ArrayList<>();
  private final AbsentRows absent = new AbsentRows();
  private int[] legacyRows = new int[64];
  private int[] starts = new int[65];
  private int[] counts = new int[64];
  private int size;
  private int pendingCount;

  /**
   * No rows yet.
   *
   * @param table the table they go into
   * @param columns the columns that are written, in this order
   * @param keepsValues whether the values are kept beside their encoding, for an upsert
   * @param capacity bytes to begin with
   */
  public TableRows(
      TargetTable table, List<TargetColumn> columns, boolean keepsValues, int capacity) {
    this.table = table;
    this.columns = List.copyOf(columns);
    this.keepsValues = keepsValues;
    this.buffer = new CopyBuffer(capacity);
  }

  /** The table they go into. */
  public TargetTable table() {
    return table;
  }

  /** The columns that are written, in this order. */
  public List<TargetColumn> columns() {
    return columns;
  }

  /** Where the fields of the row that was begun are written. */
  public CopyBuffer buffer() {
    return buffer;
  }

  /** Where the rows are noted that the legacy row could have in this table and has not. */
  public AbsentRows absent() {
    return absent;
  }

  /** Begins a target row: writes its count of fields. */
  public void beginRow() {
    buffer.putShort(columns.size());
    pendingCount++;
  }

  /** Keeps the values of the target row that was begun last; only where values are kept. */
  public void keepValues(@Nullable Object[] rowValues) {
    if (keepsValues) {
      values.add(rowValues);
    }
  }

  /** Whether values are kept beside their encoding. */
  public boolean keepsValues() {
    return keepsValues;
  }

  /** The kept values, a target row each. */
  public List<@Nullable Object[]> values() {
    return values;
  }

  /** The target rows written since the last commit belong to this legacy row; there may be none. */
  public void commit(int legacyRow) {
    absent.commit(legacyRow);
    if (pendingCount == 0) {
      return;
    }
    if (size == legacyRows.length) {
      legacyRows = Arrays.copyOf(legacyRows, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
      starts = Arrays.copyOf(starts, size * 2 + 1);
    }
    legacyRows[size] = legacyRow;
    counts[size] = pendingCount;
    size++;
    starts[size] = buffer.size();
    pendingCount = 0;
  }

  /** Takes back what was written since the last commit. */
  public void rollback() {
    absent.rollback();
    buffer.truncate(starts[size]);
    if (keepsValues) {
      int kept = targetRows();
      values.subList(kept, values.size()).clear();
    }
    pendingCount = 0;
  }

  /** How many slices there are: legacy rows that have rows in this table. */
  public int size() {
    return size;
  }

  /** The batch's number of the legacy row that slice {@code i} belongs to; ascending. */
  public int legacyRow(int i) {
    return legacyRows[i];
  }

  /** How many target rows slice {@code i} has. */
  public int targetRows(int i) {
    return counts[i];
  }

  /** How many target rows there are in all. */
  public int targetRows() {
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += counts[i];
    }
    return sum;
  }

  /** Where slice {@code i} begins in {@link #buffer}. */
  public int start(int i) {
    return starts[i];
  }

  /** Where slice {@code i} ends in {@link #buffer}: where the next begins. */
  public int end(int i) {
    return starts[i + 1];
  }
}
