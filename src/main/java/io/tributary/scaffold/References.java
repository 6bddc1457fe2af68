package io.tributary.scaffold;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.legacy.LegacySchema;
import io.tributary.legacy.LegacySchema.ForeignKey;
import io.tributary.legacy.LegacySchema.Table;
import io.tributary.legacy.LegacyTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which foreign keys become references, and why the others don't. */
final class References {

  private final Map<LegacyTable.Name, Table> tables;
  private final Map<LegacyTable.Name, KeyChoice> keys;
  private final Map<LegacyTable.Name, List<String>> refused = new HashMap<>();
  private final Map<LegacyTable.Name, List<Reference>> made = new HashMap<>();

  /**
   * The references between these tables.
   *
   * @param tables the tables that are migrated, in the order that decides cycles
   * @param keys their keys
   */
  References(Map<LegacyTable.Name, Table> tables, Map<LegacyTable.Name, KeyChoice> keys) {
    this.tables = tables;
    this.keys = keys;
    List<Reference> references = new ArrayList<>();
    tables.values().forEach(table -> references.addAll(candidates(table)));
    for (Reference reference : Cycles.broken(references)) {
      made.computeIfAbsent(reference.child(), name -> new ArrayList<>()).add(reference);
    }
  }

  /** The references of a table, in the order of its foreign keys. */
  List<Reference> of(LegacyTable.Name table) {
    return made.getOrDefault(table, List.of());
  }

  /** What a person should know of foreign keys of the table that became no references. */
  List<String> remarks(LegacyTable.Name table) {
    return refused.getOrDefault(table, List.of());
  }

  /** Whether any table refers to this one. */
  boolean isReferredTo(LegacyTable.Name table) {
    return made.values().stream()
        .flatMap(List::stream)
        .anyMatch(reference -> reference.parent().equals(table));
  }

  /** Whether equal keys of both columns read the same, so that one can refer to the other. */
  static boolean agree(SourceColumn child, SourceColumn key) {
    return switch (key.type()) {
      case INTEGER, DECIMAL ->
          child.type() == SourceType.INTEGER || child.type() == SourceType.DECIMAL;
      case TEXT, DATE, UUID -> child.type() == key.type();
      case TIME, TIMESTAMP -> child.type() == key.type() && child.scale() == key.scale();
      case TIMESTAMPTZ, BOOLEAN, REAL, DOUBLE, BYTES -> false;
    };
  }

  private List<Reference> candidates(Table table) {
    List<Reference> candidates = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (ForeignKey key : table.foreignKeys()) {
      Optional<String> objection = objection(table, key);
      if (objection.isPresent()) {
        refused
            .computeIfAbsent(table.name(), name -> new ArrayList<>())
            .add(
                "decide: foreign key %s (%s) to %s is no reference here: %s"
                    .formatted(
                        key.name(),
                        String.join(", ", key.columns()),
                        name(key.parent()),
                        objection.get()));
        continue;
      }
      List<String> columns = inOrderOfParent(key);
      List<String> same = new ArrayList<>(columns);
      same.add(name(key.parent()));
      boolean ownKey =
          key.parent().equals(table.name()) && columns.equals(keys.get(table.name()).names());
      if (seen.add(same) && !ownKey) {
        candidates.add(
            new Reference(
                table.name(),
                key.parent(),
                columns,
                columns.stream().anyMatch(column -> column(table, column).nullable()),
                false,
                key.enforced()));
      }
    }
    return candidates;
  }

  private Optional<String> objection(Table child, ForeignKey key) {
    KeyChoice parentKey = keys.get(key.parent());
    if (parentKey == null) {
      return Optional.of("that table is skipped; its columns are brought as they are");
    }
    if (!new HashSet<>(key.parentColumns()).equals(new HashSet<>(parentKey.names()))) {
      return Optional.of(
          "it refers to (%s), but the rows are known by (%s); its columns are brought as they are"
              .formatted(
                  String.join(", ", key.parentColumns()), String.join(", ", parentKey.names())));
    }
    List<String> columns = inOrderOfParent(key);
    for (int i = 0; i < columns.size(); i++) {
      Optional<SourceColumn> readAs = column(child, columns.get(i)).readAs();
      if (readAs.isEmpty() || !agree(readAs.get(), parentKey.columns().get(i))) {
        return Optional.of(
            "equal keys of both types read differently; its columns are brought as they are");
      }
    }
    return Optional.empty();
  }

  private List<String> inOrderOfParent(ForeignKey key) {
    return keys.get(key.parent()).names().stream()
        .map(part -> key.columns().get(key.parentColumns().indexOf(part)))
        .toList();
  }

  private LegacySchema.Column column(Table table, String name) {
    return tables.get(table.name()).columns().stream()
        .filter(column -> column.name().equals(name))
        .findAny()
        .orElseThrow(() -> new IllegalStateException("a foreign key has a hidden column " + name));
  }

  private static String name(LegacyTable.Name table) {
    return table.schema() + "." + table.table();
  }
}
