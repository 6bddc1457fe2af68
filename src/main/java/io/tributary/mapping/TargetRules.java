package io.tributary.mapping;

import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a target table must not do behind the migration's back, and what it must be given. */
final class TargetRules {

  /** What reads a clock; UUIDs of versions 1 and 7 are times as well. */
  private static final Pattern CLOCK =
      Pattern.compile(
          "\\b(now|current_timestamp|current_date|current_time|localtime|localtimestamp"
              + "|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday"
              + "|uuidv7|uuid_generate_v1|uuid_generate_v1mc)\\b",
          Pattern.CASE_INSENSITIVE);

  private final Findings findings;

  TargetRules(Findings findings) {
    this.findings = findings;
  }

  /** The table as a whole. */
  void checkTable(TargetTable table, SourcePosition at) {
    if (!table.insertable()) {
      findings.add(
          MappingCode.NOT_INSERTABLE,
          at,
          "the service's role may not insert into " + name(table),
          "GRANT INSERT, UPDATE, SELECT on it to the role");
    }
    if (!table.writingTriggers().isEmpty()) {
      findings.add(
          MappingCode.WRITING_TRIGGER,
          at,
          name(table) + " has triggers that write: " + String.join(", ", table.writingTriggers()),
          "disable them while the migration runs: they would change what legacy says");
    }
  }

  /**
   * A main table's own UUID: the mapping store, the references to the row and its validation know
   * the row by the UUID that is derived for it.
   *
   * @param idColumn the conventional name of the column with a row's UUID
   */
  void checkRowId(TargetTable table, TableMapping mapping, String idColumn) {
    Optional<String> name = rowId(table, idColumn);
    Stream.concat(
            mapping.columns().stream(),
            mapping.each().stream().flatMap(row -> row.columns().stream()))
        .filter(column -> name.filter(column.column()::equals).isPresent())
        .filter(column -> !isDerived(column.source()))
        .forEach(
            column ->
                findings.add(
                    MappingCode.ROW_ID_REPLACED,
                    column.at(),
                    name(table)
                        + "."
                        + column.column()
                        + " is the row's id, and is not filled with the UUID derived for the row:"
                        + " the mapping store and every reference to the row would lead nowhere",
                    "leave it out of the mapping, or say { use: row-id }; a legacy GUID fits a"
                        + " column of its own"));
  }

  private static Optional<String> rowId(TargetTable table, String idColumn) {
    return Stream.concat(
            Stream.of(idColumn),
            table.primaryKey().stream().filter(only -> table.primaryKey().size() == 1))
        .filter(name -> table.column(name).filter(ValueKind.UUID::fits).isPresent())
        .findFirst();
  }

  private static boolean isDerived(ValueSource source) {
    return source instanceof ValueSource.RowId || source instanceof ValueSource.Self;
  }

  /** The columns that nothing fills. */
  void checkUnfilled(TargetTable table, Set<String> filled, SourcePosition at) {
    for (TargetColumn column : table.columns()) {
      if (!filled.contains(column.name()) && !column.generated()) {
        checkUnfilled(table, column, at);
      }
    }
  }

  private void checkUnfilled(TargetTable table, TargetColumn column, SourcePosition at) {
    if (column.defaultExpression().isEmpty()) {
      if (column.notNull()) {
        findings.add(
            MappingCode.UNFILLED_COLUMN,
            at,
            name(table)
                + "."
                + column.name()
                + " is NOT NULL and has no default, and nothing fills it",
            "map it, if only to a constant");
      }
      return;
    }
    String expression = column.defaultExpression().get();
    if (CLOCK.matcher(expression).find()) {
      findings.add(
          MappingCode.CLOCK_DEFAULT,
          at,
          name(table)
              + "."
              + column.name()
              + " would take the migration's own clock by its default "
              + expression,
          "map it to the legacy column it stands for, or to a constant");
    }
  }

  private static String name(TargetTable table) {
    return table.schema() + "." + table.name();
  }
}
