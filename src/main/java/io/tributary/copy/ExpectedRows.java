package io.tributary.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The rows that a batch makes of one target table, in a temporary table shaped like it: what a
 * validation compares the target with. Beside the target's columns it has {@link #ROW}.
 *
 * <p>It is emptied at COMMIT, and goes with the connection. A column of a domain is of its base
 * type. For one thread.
 */
public final class ExpectedRows {

  /** The column with the batch's number of the legacy row; no target column is called so. */
  public static final String ROW = StagingTable.LEGACY_ROW;

  private final TableSlices slices;
  private final StagingTable stage;

  private ExpectedRows(TableSlices slices, StagingTable stage) {
    this.slices = slices;
    this.stage = stage;
  }

  /**
   * Copies the rows into the temporary table, which is emptied before.
   *
   * @param connection in a transaction
   * @param chunks of one target table, at least one
   * @param wanted the legacy rows whose target rows are copied
   * @throws io.tributary.fault.MigrationException if PostgreSQL takes another number of rows
   */
  public static ExpectedRows stage(Connection connection, List<TableRows> chunks, BitSet wanted)
      throws SQLException {
    TableSlices slices = new TableSlices(chunks, wanted);
    StagingTable stage = StagingTable.forSearch(connection, slices);
    stage.fill(connection, slices, 0, wanted.length());
    return new ExpectedRows(slices, stage);
  }

  /** The temporary table, as it stands in SQL. */
  public String sqlName() {
    return stage.sqlName();
  }

  /** The target table. */
  public TargetTable table() {
    return slices.table();
  }

  /** The columns that were mapped, in the order in which they were sent. */
  public List<TargetColumn> columns() {
    return slices.columns();
  }

  /**
   * The rows that wanted legacy rows could have in this table and have not: the legacy row's number
   * by the target row's UUID.
   */
  public Map<UUID, Integer> absent(BitSet wanted) {
    Map<UUID, Integer> absent = new LinkedHashMap<>();
    if (slices.columnsOfAbsent().isEmpty()) {
      return absent;
    }
    for (int row = wanted.nextSetBit(0); row >= 0; row = wanted.nextSetBit(row + 1)) {
      int only = row;
      List<UUID> ids = new ArrayList<>();
      slices.absent(row, row + 1, candidate -> candidate == only, ids);
      ids.forEach(id -> absent.put(id, only));
    }
    return absent;
  }

  /** The UUIDs of rows that could be and are not, without regard to whose they are. */
  public Set<UUID> absentIds(BitSet wanted) {
    List<UUID> ids = new ArrayList<>();
    if (slices.columnsOfAbsent().isPresent()) {
      slices.absent(0, wanted.length(), wanted::get, ids);
    }
    return new HashSet<>(ids);
  }
}
