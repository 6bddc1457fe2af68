package io.tributary.validate;

import io.tributary.copy.TargetColumn;
import io.tributary.manifest.DeadLetterRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the comparison of rows has found so far. Differences in timestamps and flags go to the check
 * of history, all others to that of rows. For one thread.
 */
final class RowFindings {

  private static final Set<String> HISTORY = Set.of("timestamptz", "timestamp", "bool");

  private final CheckTally rows;
  private final CheckTally history;
  private final Masking masking;
  private final Set<String> told = new HashSet<>();
  private long looked;

  RowFindings(Level level, String entity, DeadLetterRules rules) {
    this.rows = new CheckTally(level, entity);
    this.history = new CheckTally(Level.HISTORY, entity);
    this.masking = new Masking(rules);
  }

  /** So many more legacy rows were compared. */
  void looked(long more) {
    looked += more;
    rows.looked(more);
    history.looked(more);
  }

  long looked() {
    return looked;
  }

  /** Not everything can be compared; the same reason is told once. */
  void notDone(String why) {
    if (told.add(why)) {
      rows.notDone(why);
    }
  }

  /** Something that a reader should know; told once. */
  void note(String words) {
    if (told.add(words)) {
      rows.note(words);
    }
  }

  /** A difference of a row. */
  void add(Difference difference) {
    rows.add(difference);
  }

  /** More differences of rows, which are not listed. */
  void addUnlisted(long more) {
    rows.addUnlisted(more);
  }

  /** What was found in a batch that was compared again. */
  void add(BatchFindings found) {
    found.rowDifferences().forEach(rows::add);
    for (BatchFindings.Column column : found.columnDifferences()) {
      Difference masked =
          new Difference(
              column.kind(),
              Optional.of(column.table()),
              Optional.of(column.legacyKey()),
              Optional.of(column.id()),
              Optional.of(column.column().name()),
              show(column.column(), column.expected()),
              show(column.column(), column.actual()),
              column.expected().isEmpty()
                  ? "should be NULL"
                  : column.actual().isEmpty() ? "is NULL" : "holds another value");
      (isHistory(column.column()) ? history : rows).add(masked);
    }
  }

  /** A UUID is no person's: it is derived by the migration, or made by a computer. */
  private Optional<String> show(TargetColumn column, Optional<String> value) {
    return column.type().equals("uuid") ? value : masking.show(value);
  }

  private static boolean isHistory(TargetColumn column) {
    return !column.array() && HISTORY.contains(column.type());
  }

  /** Both checks. */
  List<Check> checks() {
    return List.of(rows.result(), history.result());
  }
}
