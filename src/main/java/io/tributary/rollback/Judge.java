package io.tributary.rollback;

import io.tributary.manifest.Manifest;
import io.tributary.manifest.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Says which rows of a batch go and which are left, and why.
 *
 * <p>The target rows are locked first. From then on nobody changes them, and nobody else's row
 * comes to refer to them: such an insert wants a lock on the row it refers to. So what is found
 * then holds until the commit, and no key that cascades takes a row along that nobody looked at.
 */
final class Judge {

  private final Manifest manifest;
  private final RollbackStep step;
  private final List<OwnTable> tables;

  Judge(Manifest manifest, RollbackStep step) {
    this.manifest = manifest;
    this.step = step;
    this.tables = OwnTable.of(manifest, step.partition().entity());
  }

  /** Judges the batch's rows and locks them. */
  Verdict decide(Connection connection, Gone gone) throws SQLException {
    return judge(connection, gone, "FOR UPDATE");
  }

  /** Judges the batch's rows and locks nothing. */
  Verdict preview(Connection connection, Gone gone) throws SQLException {
    return judge(connection, gone, "");
  }

  private Verdict judge(Connection connection, Gone gone, String locking) throws SQLException {
    gone.batch(step.batch().batchNo());
    List<MappedRow> going = new ArrayList<>();
    List<MappedRow> unmapped = new ArrayList<>();
    List<KeptRow> left = new ArrayList<>();
    for (MappedRow row : MappedRow.read(connection, step, gone)) {
      if (row.inserted() && !row.shared()) {
        going.add(row);
      } else {
        unmapped.add(row);
        if (row.shared()) {
          left.add(row.kept(KeptRow.Reason.SHARED, ""));
        }
      }
    }
    gone.leave(unmapped.stream().map(MappedRow::newId).toList());
    gone.take(ids(going));
    Map<UUID, Integer> targetRows = count(connection, ids(going), locking);
    if (!step.force()) {
      leave(changed(connection, ids(going)), KeptRow.Reason.CHANGED_SINCE, going, left, gone);
    }
    Dependants dependants = new Dependants(manifest, step, tables);
    Map<UUID, String> found;
    do {
      found = dependants.of(connection, ids(going), gone);
      leave(found, KeptRow.Reason.DEPENDED_ON, going, left, gone);
    } while (!found.isEmpty());
    return new Verdict(going, unmapped, left, targetRows);
  }

  private static void leave(
      Map<UUID, String> found,
      KeptRow.Reason reason,
      List<MappedRow> going,
      List<KeptRow> left,
      Gone gone) {
    going.stream()
        .filter(row -> found.containsKey(row.newId()))
        .forEach(row -> left.add(row.kept(reason, found.getOrDefault(row.newId(), ""))));
    going.removeIf(row -> found.containsKey(row.newId()));
    gone.leave(found.keySet());
  }

  private static Set<UUID> ids(List<MappedRow> rows) {
    Set<UUID> ids = new HashSet<>();
    rows.forEach(row -> ids.add(row.newId()));
    return ids;
  }

  /** How many target rows there are of each legacy row; locks them, if that is wanted. */
  private Map<UUID, Integer> count(Connection connection, Set<UUID> rows, String locking)
      throws SQLException {
    Map<UUID, Integer> counts = new HashMap<>();
    for (OwnTable table : tables) {
      String sql =
          "SELECT t.%1$s FROM %2$s t WHERE t.%1$s = ANY (?) ORDER BY t.%1$s %3$s"
              .formatted(Quoted.name(table.owner()), table.sql(), locking);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setArray(1, Quoted.uuids(connection, rows));
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            counts.merge(found.getObject(1, UUID.class), 1, Integer::sum);
          }
        }
      }
    }
    return counts;
  }

  /** The rows that somebody else wrote last, each with the table. */
  private Map<UUID, String> changed(Connection connection, Set<UUID> rows) throws SQLException {
    PartitionToRollBack partition = step.partition();
    Windows windows =
        Windows.read(
            connection,
            partition.entity().identity(),
            partition.tenantNo(),
            partition.entity().scope() == Scope.SHARED);
    Map<UUID, String> changed = new HashMap<>();
    for (OwnTable table : tables) {
      String sql =
          "SELECT DISTINCT t.%1$s FROM %2$s t WHERE t.%1$s = ANY (?) AND NOT %3$s"
              .formatted(
                  Quoted.name(table.owner()), table.sql(), Windows.WRITTEN_BY_US.formatted("t"));
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setArray(1, Quoted.uuids(connection, rows));
        windows.set(statement, 2);
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            changed.put(found.getObject(1, UUID.class), table.schema() + "." + table.name());
          }
        }
      }
    }
    return changed;
  }
}
