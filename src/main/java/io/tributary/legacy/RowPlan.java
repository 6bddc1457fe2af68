package io.tributary.legacy;

import io.tributary.batch.KeyShape;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.InvalidInputException;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which columns a reader selects for an entity, in one legacy database.
 *
 * @param entity the entity
 * @param table what it reads from
 * @param columns the columns of its own, in catalog order: all but the ignored, the key always
 * @param parents the parents that are joined for their spelling of a string key
 */
record RowPlan(
    Entity entity, LegacyTable table, List<SourceColumn> columns, List<ParentJoin> parents) {

  /** Plans from what the entity and its parents read from. */
  static RowPlan of(Entity entity, Manifest manifest, LegacyTables described) {
    LegacyTable table = described.of(entity);
    List<SourceColumn> columns = selected(entity, table.columns());
    List<ParentJoin> parents = new ArrayList<>();
    for (Reference reference : references(entity)) {
      Entity parent = manifest.entity(reference.entity());
      LegacyTable parentTable = described.of(parent);
      if (parentTable.key().stream().anyMatch(column -> column.type() == SourceType.TEXT)) {
        List<SourceColumn> held = held(entity, table, reference, parentTable);
        parents.add(new ParentJoin(reference, parent, parentTable, held));
      }
    }
    return new RowPlan(entity, table, columns, List.copyOf(parents));
  }

  /** An entity and the entities that it refers to. */
  static Set<Entity> withParents(Entity entity, Manifest manifest) {
    Set<Entity> all = new LinkedHashSet<>(List.of(entity));
    references(entity).forEach(reference -> all.add(manifest.entity(reference.entity())));
    return all;
  }

  /** Of the columns that a table has those that a reader selects: all but the ignored. */
  static List<SourceColumn> selected(Entity entity, List<SourceColumn> all) {
    Set<String> ignored = fold(entity.ignore());
    ignored.removeAll(fold(entity.legacy().key()));
    return all.stream()
        .filter(column -> !ignored.contains(column.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private static Set<String> fold(Collection<String> names) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** The same rows with nothing of them but their keys. */
  RowPlan keysOnly() {
    return new RowPlan(entity, table, table.key(), List.of());
  }

  /** The columns of a row as it is read. */
  RowShape shape() {
    return new RowShape(
        Stream.concat(
                columns.stream(), parents.stream().flatMap(join -> join.addedColumns().stream()))
            .toList());
  }

  /** The key columns. */
  KeyShape keyShape() {
    return table.keyShape();
  }

  /**
   * Whether only the server can tell if two keys are equal: no index proves the key unique, and a
   * part of it may be written in two ways that the server takes for one.
   */
  boolean serverComparesKeys() {
    return !table.keyIsUnique()
        && table.key().stream()
            .map(SourceColumn::type)
            .anyMatch(type -> type == SourceType.TEXT || type == SourceType.TIMESTAMPTZ);
  }

  /** The references in the entity's mappings, each pair of columns and parent once. */
  private static List<Reference> references(Entity entity) {
    record Held(List<String> columns, String parent) {}
    Set<Held> seen = new HashSet<>();
    return mappings(entity)
        .map(ColumnMapping::source)
        .filter(Reference.class::isInstance)
        .map(Reference.class::cast)
        .filter(reference -> seen.add(new Held(reference.columns(), reference.entity())))
        .toList();
  }

  /** Every mapped column of an entity, those of rows under {@code each} included. */
  static Stream<ColumnMapping> mappings(Entity entity) {
    return entity.into().stream().flatMap(RowPlan::mappings);
  }

  private static Stream<ColumnMapping> mappings(TableMapping into) {
    return Stream.concat(
        into.columns().stream(), into.each().stream().flatMap(row -> row.columns().stream()));
  }

  /** The columns that hold a parent's key, in its order. */
  static List<SourceColumn> held(
      Entity entity, LegacyTable table, Reference reference, LegacyTable parent) {
    if (reference.columns().size() != parent.key().size()) {
      throw new InvalidInputException(
          LegacyCode.COLUMN_MISSING.at(
              entity.at(),
              "the reference to "
                  + reference.entity()
                  + " has "
                  + reference.columns().size()
                  + " columns, its key "
                  + parent.key().size(),
              "name a column for each part of the parent's key, in its order"));
    }
    return reference.columns().stream()
        .map(
            name ->
                table
                    .find(name)
                    .orElseThrow(
                        () ->
                            new InvalidInputException(
                                LegacyCode.COLUMN_MISSING.at(
                                    entity.at(),
                                    entity.legacy().displayName() + " has no column " + name,
                                    "mend the reference to " + reference.entity()))))
        .toList();
  }
}
