package io.tributary.validate;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.copy.TargetColumn;
import io.tributary.legacy.ColumnAggregate.Function;
import io.tributary.manifest.Clean;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Conversion;
import io.tributary.manifest.ValueMap;
import io.tributary.manifest.ValueSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What can be said of a target column by aggregates over its legacy column, without the mapper:
 * read from the manifest's words and both catalogs alone.
 *
 * @param target the target column
 * @param legacy the legacy column
 * @param functions what is computed on both sides
 * @param mayLoseValues whether cleaning or replacing may make NULL of a value, so that the legacy
 *     count is only a bound
 * @param mayShorten whether cleaning may take characters away, so that the legacy length is only a
 *     bound
 * @param negate whether true becomes false
 * @param rounds whether the manifest allows the last digits to change
 */
record ColumnComparison(
    ColumnMapping mapping,
    TargetColumn target,
    SourceColumn legacy,
    Set<Function> functions,
    boolean mayLoseValues,
    boolean mayShorten,
    boolean negate,
    boolean rounds) {

  private static final Set<String> WHOLE = Set.of("int2", "int4", "int8", "numeric");
  private static final Set<String> TEXT = Set.of("text", "varchar");
  private static final Set<Clean> SHORTENING =
      EnumSet.of(Clean.TRIM, Clean.TRIM_RIGHT, Clean.BLANK_TO_NULL, Clean.COLLAPSE);

  /** Of a mapping from one legacy column; empty for any other. */
  static Optional<ColumnComparison> of(
      ColumnMapping mapping, TargetColumn target, SourceColumn legacy) {
    boolean reference = mapping.source() instanceof ValueSource.Reference;
    if (!reference && !(mapping.source() instanceof ValueSource.From)) {
      return Optional.empty();
    }
    EnumSet<Function> functions = EnumSet.of(Function.COUNT);
    if (!reference && mapping.values().isEmpty() && !target.array()) {
      functions.addAll(functions(mapping, target, legacy));
    }
    return Optional.of(
        new ColumnComparison(
            mapping,
            target,
            legacy,
            functions,
            mayLoseValues(mapping),
            !mapping.clean().isEmpty(),
            mapping.as().map(Conversion::negate).orElse(false),
            rounds(mapping)));
  }

  private static boolean mayLoseValues(ColumnMapping mapping) {
    boolean toNull =
        mapping
            .values()
            .map(ValueMap::otherwise)
            .filter(ValueMap.Use.class::isInstance)
            .map(other -> ((ValueMap.Use) other).value().isEmpty())
            .orElse(false);
    return toNull || mapping.clean().contains(Clean.BLANK_TO_NULL);
  }

  private static boolean rounds(ColumnMapping mapping) {
    return mapping.as().map(Conversion::round).orElse(Conversion.Round.REFUSE)
        != Conversion.Round.REFUSE;
  }

  private static Set<Function> functions(
      ColumnMapping mapping, TargetColumn target, SourceColumn legacy) {
    String type = target.type();
    return switch (legacy.type()) {
      case BOOLEAN -> is(type.equals("bool"), Function.ONES);
      case INTEGER ->
          type.equals("bool")
              ? Set.of(Function.ONES)
              : is(
                  WHOLE.contains(type),
                  Function.SUM,
                  Function.MIN,
                  Function.MAX,
                  Function.DISTINCT);
      case DECIMAL ->
          is(
              type.equals("numeric") && !rounds(mapping),
              Function.SUM,
              Function.MIN,
              Function.MAX,
              Function.DISTINCT);
      case REAL -> is(type.equals("float4"), Function.MIN, Function.MAX);
      case DOUBLE -> is(type.equals("float8"), Function.MIN, Function.MAX);
      case DATE -> is(type.equals("date"), Function.MIN, Function.MAX, Function.DISTINCT);
      case TIMESTAMP -> ofTimestamp(type, rounds(mapping));
      case TIMESTAMPTZ -> is(type.equals("timestamptz"), Function.MIN, Function.MAX);
      case UUID -> is(type.equals("uuid"), Function.DISTINCT);
      case TEXT ->
          is(
              TEXT.contains(type)
                  && mapping.as().isEmpty()
                  && SHORTENING.containsAll(mapping.clean()),
              Function.UNITS);
      case TIME, BYTES -> Set.of();
    };
  }

  private static Set<Function> ofTimestamp(String type, boolean rounds) {
    return switch (type) {
      case "timestamptz" -> Set.of(Function.MIN, Function.MAX, Function.SECONDS);
      case "timestamp" -> Set.of(Function.MIN, Function.MAX);
      case "date" -> is(!rounds, Function.MIN, Function.MAX);
      default -> Set.of();
    };
  }

  private static Set<Function> is(boolean so, Function... functions) {
    return so ? Set.copyOf(List.of(functions)) : Set.of();
  }

  /** Whether a local time becomes an instant. */
  boolean convertsZone() {
    return legacy.type() == SourceType.TIMESTAMP && target.type().equals("timestamptz");
  }
}
