package io.tributary.rollback;

import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.RowMapping;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A target table of an entity, and how its rows are found.
 *
 * @param schema unquoted
 * @param name unquoted
 * @param owner the column that holds the legacy row's UUID: in the main table the row's own
 * @param id the column that holds the row's own UUID
 * @param deferred columns that the second pass sets, with the entity that each refers to
 */
record OwnTable(
    String schema, String name, String owner, String id, List<DeferredReferenceColumn> deferred) {

  /** A column that the second pass sets. */
  record DeferredReferenceColumn(String column, String parent) {}

  /**
   * The tables of an entity, parents first.
   *
   * @throws RefusedException if the rows of one of them cannot be told apart
   */
  static List<OwnTable> of(Manifest manifest, Entity entity) {
    List<OwnTable> tables = new ArrayList<>();
    for (TableMapping table : entity.into()) {
      tables.add(of(manifest, entity, table).orElseThrow(() -> noOwner(table)));
    }
    return tables;
  }

  /** The tables of all entities of a service, of those whose rows can be told apart. */
  static Map<Entity, List<OwnTable>> ofService(Manifest manifest, String service) {
    Map<Entity, List<OwnTable>> tables = new LinkedHashMap<>();
    for (Entity entity : manifest.entities().values()) {
      if (entity.service().equals(service)) {
        tables.put(
            entity,
            entity.into().stream()
                .map(table -> of(manifest, entity, table))
                .flatMap(Optional::stream)
                .toList());
      }
    }
    return tables;
  }

  private static Optional<OwnTable> of(Manifest manifest, Entity entity, TableMapping table) {
    boolean main = entity.into().get(0).equals(table) && table.each().isEmpty();
    Optional<String> self = column(table, ValueSource.Self.class);
    String id =
        column(table, ValueSource.RowId.class)
            .or(() -> main ? self : Optional.empty())
            .orElse(manifest.conventions().id());
    String schema = manifest.service(entity.service()).schema();
    return (main ? Optional.of(id) : self)
        .map(owner -> new OwnTable(schema, table.table(), owner, id, deferred(table)));
  }

  /** The column with that source, in the table's shared columns or in each of its possible rows. */
  private static Optional<String> column(TableMapping table, Class<? extends ValueSource> source) {
    Optional<String> shared = columns(table.columns(), source).stream().findFirst();
    if (shared.isPresent() || table.each().isEmpty()) {
      return shared;
    }
    Set<String> common = columns(table.each().get(0).columns(), source);
    for (RowMapping row : table.each()) {
      common.retainAll(columns(row.columns(), source));
    }
    return common.stream().findFirst();
  }

  private static Set<String> columns(
      List<ColumnMapping> mappings, Class<? extends ValueSource> source) {
    return mappings.stream()
        .filter(mapping -> source.isInstance(mapping.source()))
        .map(ColumnMapping::column)
        .collect(Collectors.toSet());
  }

  private static List<DeferredReferenceColumn> deferred(TableMapping table) {
    List<ColumnMapping> all = new ArrayList<>(table.columns());
    table.each().forEach(row -> all.addAll(row.columns()));
    return all.stream()
        .filter(
            mapping ->
                mapping.source() instanceof ValueSource.Reference reference && reference.deferred())
        .map(
            mapping ->
                new DeferredReferenceColumn(
                    mapping.column(), ((ValueSource.Reference) mapping.source()).entity()))
        .distinct()
        .toList();
  }

  private static RefusedException noOwner(TableMapping table) {
    return new RefusedException(
        new Problem(
            RollbackCode.NO_OWNER,
            table.at().toString(),
            "no column of "
                + table.table()
                + " holds the UUID of the legacy row, so its rows cannot be told apart",
            "Map a column with { use: self }, or delete these rows by hand."));
  }

  /** The table as it stands in SQL. */
  String sql() {
    return Quoted.name(schema) + "." + Quoted.name(name);
  }
}
