package io.tributary.profile;

import io.tributary.copy.UniqueKeys;
import io.tributary.legacy.CleanedColumn;
import io.tributary.manifest.Clean;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Scope;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which columns of legacy must not repeat, since a unique key of the target is filled by them.
 *
 * <p>A key is left out that legacy's own key is part of; and one with a column that is a constant,
 * made by a bean or a conversion, or one row of several: legacy's server cannot make those values.
 */
final class NaturalKeys {

  private NaturalKeys() {}

  /** A target's unique key, and the legacy columns that fill it, the tenant's id left out. */
  record NaturalKey(String table, List<String> columns, List<CleanedColumn> legacy) {}

  /**
   * Those of an entity.
   *
   * @param unique the unique keys of the service's tables
   */
  static List<NaturalKey> of(Entity entity, Manifest manifest, UniqueKeys unique) {
    List<NaturalKey> found = new ArrayList<>();
    if (entity.scope() == Scope.SHARED) {
      // Repeated rows of a shared lookup are one row, which is no fault.
      return found;
    }
    for (TableMapping table : entity.into()) {
      for (List<String> key : unique.of(table.table())) {
        List<CleanedColumn> legacy = new ArrayList<>();
        boolean known = table.each().isEmpty();
        for (String column : key) {
          if (!column.equals(manifest.conventions().tenantId())) {
            known = known && add(table, column, legacy);
          }
        }
        if (known && !legacy.isEmpty()) {
          found.add(new NaturalKey(table.table(), key, legacy));
        }
      }
    }
    return found;
  }

  private static boolean add(TableMapping table, String column, List<CleanedColumn> legacy) {
    Optional<ColumnMapping> mapping =
        table.columns().stream().filter(m -> m.column().equals(column)).findFirst();
    if (mapping.isEmpty() || mapping.get().as().isPresent() || mapping.get().values().isPresent()) {
      return false;
    }
    ValueSource source = mapping.get().source();
    if (source instanceof ValueSource.From from) {
      List<Clean> clean = mapping.get().clean();
      legacy.add(
          new CleanedColumn(
              from.column(),
              clean.contains(Clean.TRIM),
              clean.contains(Clean.UPPER) || clean.contains(Clean.LOWER),
              clean.contains(Clean.BLANK_TO_NULL)));
      return true;
    }
    if (source instanceof ValueSource.Reference reference) {
      reference.columns().forEach(name -> legacy.add(new CleanedColumn(name, false, false, false)));
      return true;
    }
    return false;
  }
}
