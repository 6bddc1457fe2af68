package io.tributary.manifest;

import java.util.List;
import java.util.stream.Stream;

/** Walks the columns of an entity. */
final class Columns {

  /**
   * A reference with the column that holds it.
   *
   * @param column the target column
   * @param to what it refers to
   */
  record ReferenceColumn(ColumnMapping column, ValueSource.Reference to) {}

  private Columns() {}

  /** All mapped columns: table by table, the shared ones before those of single rows. */
  static Stream<ColumnMapping> of(Entity entity) {
    return entity.into().stream()
        .flatMap(
            table ->
                Stream.concat(
                    table.columns().stream(),
                    table.each().stream().flatMap(row -> row.columns().stream())));
  }

  /** The columns that hold references. */
  static List<ReferenceColumn> references(Entity entity) {
    return of(entity)
        .filter(column -> column.source() instanceof ValueSource.Reference)
        .map(column -> new ReferenceColumn(column, (ValueSource.Reference) column.source()))
        .toList();
  }

  /** The legacy columns that a source names; those of {@code pack: rest} are not named. */
  static List<String> legacy(ValueSource source) {
    if (source instanceof ValueSource.From from) {
      return List.of(from.column());
    } else if (source instanceof ValueSource.Reference reference) {
      return reference.columns();
    } else if (source instanceof ValueSource.Pack pack) {
      return pack.columns();
    } else if (source instanceof ValueSource.Custom custom) {
      return custom.columns();
    }
    return List.of();
  }
}
