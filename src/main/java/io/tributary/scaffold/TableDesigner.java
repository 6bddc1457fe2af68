package io.tributary.scaffold;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.legacy.LegacySchema.Table;
import io.tributary.legacy.LegacyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Designs entities with their target tables, once it is known which tables are migrated. */
final class TableDesigner {

  private static final int LOOKUP_ROWS = 500;
  private static final int LOOKUP_COLUMNS = 8;
  private static final Set<String> LOOKUP_WORDS = Set.of("code", "name", "description", "title");

  private final Map<LegacyTable.Name, Table> tables;
  private final Map<LegacyTable.Name, KeyChoice> keys;
  private final Map<LegacyTable.Name, String> entities;
  private final Map<LegacyTable.Name, String> targets;
  private final References references;
  private final boolean tenantForeignKeys;
  private final boolean instants;

  /**
   * A designer.
   *
   * @param tables the tables that are migrated
   * @param keys their keys
   * @param entities the names of their entities
   * @param targets the names of their target tables
   */
  TableDesigner(
      Map<LegacyTable.Name, Table> tables,
      Map<LegacyTable.Name, KeyChoice> keys,
      Map<LegacyTable.Name, String> entities,
      Map<LegacyTable.Name, String> targets,
      boolean tenantForeignKeys,
      boolean instants) {
    this.tables = tables;
    this.keys = keys;
    this.entities = entities;
    this.targets = targets;
    this.references = new References(tables, keys);
    this.tenantForeignKeys = tenantForeignKeys;
    this.instants = instants;
  }

  /**
   * The design for one table.
   *
   * @param ambiguous whether another table's name differs from its own in case only
   * @param quote quotes an identifier for the legacy server
   */
  TableDesign design(Table table, boolean ambiguous, UnaryOperator<String> quote) {
    KeyChoice key = keys.get(table.name());
    ColumnDesigner columns =
        new ColumnDesigner(
            table, key, references.of(table.name()), instants, this::parent, this::guess);
    if (!columns.lost().isEmpty()) {
      throw new IllegalStateException(table.name() + " would lose " + columns.lost());
    }
    IndexDesigner indexes = new IndexDesigner(table, columns, tenantForeignKeys);
    List<String> remarks = new ArrayList<>();
    if (looksLikeLookup(table, columns.columns())) {
      remarks.add(
          "decide: a lookup? if all districts share it, say scope: shared and its naturalKey");
    }
    remarks.addAll(references.remarks(table.name()));
    remarks.addAll(indexes.remarks());
    return new TableDesign(
        table,
        entities.get(table.name()),
        targets.get(table.name()),
        Spelling.of(table, ambiguous, quote),
        key,
        columns.columns(),
        columns.ignored(),
        indexes.indexes(),
        references.isReferredTo(table.name()),
        remarks);
  }

  private ColumnDesigner.ParentNames parent(LegacyTable.Name name) {
    return new ColumnDesigner.ParentNames(entities.get(name), targets.get(name));
  }

  /** The entity of the table that a column is named after, if its type fits that table's key. */
  private Optional<String> guess(SourceColumn column) {
    String folded = Spelling.folded(column.name());
    if (!folded.endsWith("id")) {
      return Optional.empty();
    }
    String base = folded.substring(0, folded.length() - 2).replaceAll("_$", "");
    return tables.keySet().stream()
        .filter(name -> isNamed(name.table(), base))
        .filter(name -> keys.get(name).columns().size() == 1)
        .filter(name -> References.agree(column, keys.get(name).columns().get(0)))
        .map(entities::get)
        .findFirst();
  }

  private static boolean isNamed(String table, String base) {
    String folded = Spelling.folded(table);
    return folded.equals(base) || folded.equals(base + "s") || folded.equals(base + "es");
  }

  private static boolean looksLikeLookup(Table table, List<TableDesign.Column> columns) {
    return table.rows() <= LOOKUP_ROWS
        && table.columns().size() <= LOOKUP_COLUMNS
        && table.foreignKeys().isEmpty()
        && table.columns().stream()
            .flatMap(column -> column.readAs().stream())
            .anyMatch(
                column ->
                    column.type() == SourceType.TEXT
                        && LOOKUP_WORDS.contains(Spelling.folded(column.name())))
        && !columns.isEmpty();
  }
}
