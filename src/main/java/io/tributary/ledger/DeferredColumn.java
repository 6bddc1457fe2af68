package io.tributary.ledger;

import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.RowMapping;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One target column of the second pass.
 *
 * @param table the target table
 * @param column the column that holds the reference
 * @param idColumn the table's column for its rows' UUIDs
 * @param parentIsHere whether the parent belongs to the same service, so that this mapping store
 *     knows it
 */
record DeferredColumn(String table, String column, String idColumn, boolean parentIsHere) {

  static DeferredColumn of(Manifest manifest, Entity entity, String table, String column) {
    Optional<TableMapping> mapping =
        entity.into().stream().filter(t -> t.table().equals(table)).findFirst();
    boolean main = !entity.into().isEmpty() && entity.into().get(0).table().equals(table);
    List<ColumnMapping> columns = mapping.stream().flatMap(DeferredColumn::columns).toList();
    String idColumn =
        columns.stream()
            .filter(c -> isRowId(c.source(), main))
            .map(ColumnMapping::column)
            .findFirst()
            .orElse(manifest.conventions().id());
    boolean parentIsHere =
        columns.stream()
            .filter(c -> c.column().equals(column))
            .map(ColumnMapping::source)
            .filter(ValueSource.Reference.class::isInstance)
            .map(source -> manifest.entity(((ValueSource.Reference) source).entity()))
            .allMatch(parent -> parent.service().equals(entity.service()));
    return new DeferredColumn(table, column, idColumn, parentIsHere);
  }

  private static Stream<ColumnMapping> columns(TableMapping table) {
    return Stream.concat(
        table.columns().stream(),
        table.each().stream().map(RowMapping::columns).flatMap(List::stream));
  }

  private static boolean isRowId(ValueSource source, boolean main) {
    return source instanceof ValueSource.RowId || (main && source instanceof ValueSource.Self);
  }
}
