package io.tributary.mapping;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a shared entity's natural key is made comparable over tenants: each of its columns goes
 * through the {@code clean} and {@code values} steps of the first target column that is mapped from
 * it, so that what the target would show as one row is one row.
 */
final class NaturalKey {

  private record Part(String column, List<ValueStep.Plain> steps) {}

  private final List<Part> parts;

  private NaturalKey(List<Part> parts) {
    this.parts = parts;
  }

  static NaturalKey of(Entity shared) {
    return new NaturalKey(
        shared.naturalKey().stream().map(column -> part(shared, column)).toList());
  }

  private static Part part(Entity shared, String column) {
    Optional<ColumnMapping> mapping =
        shared.into().stream()
            .flatMap(NaturalKey::columns)
            .filter(m -> isFrom(m, column))
            .findFirst();
    List<ValueStep.Plain> steps =
        mapping.map(m -> Cleaning.steps(m.clean(), m.values())).orElse(List.of());
    return new Part(column, steps);
  }

  private static Stream<ColumnMapping> columns(TableMapping table) {
    return Stream.concat(
        table.columns().stream(), table.each().stream().flatMap(row -> row.columns().stream()));
  }

  private static boolean isFrom(ColumnMapping mapping, String column) {
    return mapping.source() instanceof ValueSource.From from
        && from.column().equalsIgnoreCase(column);
  }

  /** The legacy columns it is read from, in order. */
  List<String> columns() {
    return parts.stream().map(Part::column).toList();
  }

  /**
   * The cleaned key.
   *
   * @param raw the values of {@link #columns}
   * @throws RowRefusedException if a part is NULL or refused by its value map
   */
  CanonicalKey clean(@Nullable Object[] raw) {
    Object[] cleaned = new Object[raw.length];
    for (int i = 0; i < raw.length; i++) {
      Object value = raw[i];
      for (ValueStep.Plain step : parts.get(i).steps()) {
        value = value == null ? null : step.apply(value);
      }
      if (value == null) {
        throw new RowRefusedException(
            Reason.NULL_NOT_ALLOWED,
            "NULL in column " + parts.get(i).column() + " of the natural key");
      }
      // As text, so that one tenant's smallint and another's varchar name the same row.
      cleaned[i] = LegacyText.of(value);
    }
    return CanonicalKey.of(cleaned);
  }
}
