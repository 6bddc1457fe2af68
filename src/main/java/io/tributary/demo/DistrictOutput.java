package io.tributary.demo;

import io.tributary.batch.Reason;
import io.tributary.demo.Expectations.DeadRow;
import io.tributary.demo.Expectations.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes a district's rows, each with what must become of it, and keeps the account that is
 * published as {@link Expectations}.
 */
final class DistrictOutput {

  private final RowSink sink;
  private final Map<LegacyTable, Tally> tallies = new EnumMap<>(LegacyTable.class);

  DistrictOutput(RowSink sink) {
    this.sink = sink;
    for (LegacyTable table : LegacyTable.values()) {
      tallies.put(table, new Tally());
    }
  }

  /** A row that must arrive. */
  void good(LegacyRow row) throws SQLException {
    write(row);
  }

  /** A row that the manifest's {@code where} leaves out. */
  void excluded(LegacyRow row) throws SQLException {
    write(row).excluded++;
  }

  /** A row that the entity's route drops. */
  void filtered(LegacyRow row) throws SQLException {
    write(row).filtered++;
  }

  /** A row that cannot be migrated, because of this target column or these. */
  void dead(LegacyRow row, Object key, Reason reason, String column) throws SQLException {
    write(row).dead.add(new DeadRow(key.toString(), reason, column));
  }

  /** A row of a student: it arrives unless the student doesn't. */
  void ofStudent(LegacyRow row, Object key, Pupil pupil) throws SQLException {
    if (pupil.arrives()) {
      good(row);
    } else {
      dead(row, key, Reason.MISSING_PARENT, "student_id");
    }
  }

  Expectations expectations(String tenant) {
    Map<String, Rows> entities = new LinkedHashMap<>();
    tallies.forEach((table, tally) -> entities.put(table.entity(), tally.rows()));
    return new Expectations(tenant, entities);
  }

  private Tally write(LegacyRow row) throws SQLException {
    sink.insert(row);
    Tally tally = tallies.get(row.table());
    tally.rows++;
    return tally;
  }

  private static final class Tally {
    private long rows;
    private long excluded;
    private long filtered;
    private final List<DeadRow> dead = new ArrayList<>();

    private Rows rows() {
      return new Rows(rows, excluded, filtered, List.copyOf(dead));
    }
  }
}
