package io.tributary.mapping;

import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Scope;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mappings that the manifest's conventions stand for: id, tenant and legacy key. */
final class ConventionColumns {

  private ConventionColumns() {}

  /**
   * Mappings for the columns that conventions fill in this table.
   *
   * @param mapped the columns that the manifest maps itself
   */
  static List<ColumnMapping> of(
      MappingInput input, TableMapping mapping, TargetTable table, Set<String> mapped) {
    Manifest.Conventions names = input.manifest().conventions();
    List<ColumnMapping> columns = new ArrayList<>();
    add(columns, mapping, table, mapped, names.id(), new ValueSource.RowId());
    if (input.entity().scope() == Scope.TENANT) {
      add(columns, mapping, table, mapped, names.tenantId(), new ValueSource.TenantId());
      add(columns, mapping, table, mapped, names.legacyId(), new ValueSource.LegacyKey());
    }
    return columns;
  }

  private static void add(
      List<ColumnMapping> columns,
      TableMapping mapping,
      TargetTable table,
      Set<String> mapped,
      String name,
      ValueSource source) {
    Optional<TargetColumn> column = table.column(name).filter(c -> !mapped.contains(name));
    if (column.isPresent() && !fillsItself(column.get(), source)) {
      columns.add(
          new ColumnMapping(
              name, source, List.of(), Optional.empty(), Optional.empty(), mapping.at()));
    }
  }

  /** A bigint id with a sequence, say, has the convention's name only by chance. */
  private static boolean fillsItself(TargetColumn column, ValueSource source) {
    boolean uuidWanted = !(source instanceof ValueSource.LegacyKey);
    return column.generated()
        || (uuidWanted && !ValueKind.UUID.fits(column) && column.defaultExpression().isPresent());
  }
}
