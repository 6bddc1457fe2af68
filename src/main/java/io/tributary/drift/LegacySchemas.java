package io.tributary.drift;

import static io.tributary.drift.Schema.fold;

import io.tributary.batch.SourceColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.legacy.LegacySchema;
import io.tributary.legacy.LegacyTable;
import io.tributary.manifest.Entity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads legacy databases' schemas. */
final class LegacySchemas {

  private LegacySchemas() {}

  /**
   * All tables of a database, and what entities read from it that is no table.
   *
   * @param entities those of the manifest
   */
  static Schema read(LegacyDatabase legacy, Collection<Entity> entities) {
    LegacySchema found = legacy.schema();
    List<Schema.Table> tables = new ArrayList<>();
    found.tables().forEach(table -> tables.add(table(table)));
    Set<String> names = tables.stream().map(t -> fold(t.name())).collect(Collectors.toSet());
    for (Entity entity : entities) {
      if (!names.contains(fold(source(entity)))) {
        described(legacy, entity).ifPresent(tables::add);
      }
    }
    return new Schema(tables);
  }

  /** What an entity reads, as a table's name. */
  static String source(Entity entity) {
    return entity
        .legacy()
        .table()
        .map(table -> entity.legacy().schema() + "." + table)
        .orElse("query of " + entity.name());
  }

  /** A view, or a query; empty if there is none, or its columns cannot be read. */
  private static Optional<Schema.Table> described(LegacyDatabase legacy, Entity entity) {
    try {
      LegacyTable table = legacy.describe(entity);
      return Optional.of(
          new Schema.Table(
              source(entity),
              -1,
              table.columns().stream().map(LegacySchemas::column).toList(),
              List.of()));
    } catch (InvalidInputException absent) {
      // Not there as an entity's source, which is what the comparison is to tell.
      return Optional.empty();
    }
  }

  private static Schema.Column column(SourceColumn column) {
    return new Schema.Column(
        column.name(), column.sqlType(), column.nullable(), Optional.empty(), Optional.empty());
  }

  private static Schema.Table table(LegacySchema.Table table) {
    return new Schema.Table(
        display(table.name()),
        table.rows(),
        table.columns().stream().map(LegacySchemas::column).toList(),
        Stream.concat(
                table.indexes().stream().map(LegacySchemas::index),
                table.foreignKeys().stream().map(LegacySchemas::foreignKey))
            .toList());
  }

  private static Schema.Column column(LegacySchema.Column column) {
    return new Schema.Column(
        column.name(),
        column.readAs().map(SourceColumn::sqlType).orElse(column.typeName()),
        column.nullable(),
        column.computed(),
        column.defaultValue());
  }

  private static Schema.Key index(LegacySchema.Index index) {
    Schema.KeyKind kind =
        index.primary()
            ? Schema.KeyKind.PRIMARY
            : index.unique() ? Schema.KeyKind.UNIQUE : Schema.KeyKind.INDEX;
    return new Schema.Key(
        kind, index.name(), index.columns(), index.filtered() ? "of some rows" : "");
  }

  private static Schema.Key foreignKey(LegacySchema.ForeignKey key) {
    return new Schema.Key(
        Schema.KeyKind.FOREIGN,
        key.name(),
        key.columns(),
        "to "
            + display(key.parent())
            + " ("
            + String.join(", ", key.parentColumns())
            + ")"
            + (key.enforced() ? "" : ", not enforced"));
  }

  private static String display(LegacyTable.Name name) {
    return name.schema() + "." + name.table();
  }
}
