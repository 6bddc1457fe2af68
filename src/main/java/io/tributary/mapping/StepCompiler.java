package io.tributary.mapping;

import io.tributary.batch.RowRefusedException;
import io.tributary.copy.ColumnEncoder;
import io.tributary.copy.CopyBuffer;
import io.tributary.copy.TargetColumn;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Conversion;
import io.tributary.manifest.ValueMap;
import io.tributary.manifest.ValueSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compiles what is done to a value between its source and its encoder. */
final class StepCompiler {

  private final Findings findings;

  StepCompiler(Findings findings) {
    this.findings = findings;
  }

  /** The steps, in order; empty, with problems, if they cannot be made. */
  Optional<List<ValueStep>> compile(
      ColumnMapping mapping, TypedSource source, ColumnEncoder encoder) {
    TargetColumn column = encoder.column();
    if (!stepsApply(mapping, source)) {
      return Optional.empty();
    }
    List<ValueStep> steps = new ArrayList<>();
    if (!(mapping.source() instanceof ValueSource.Reference)) {
      steps.addAll(Cleaning.steps(mapping.clean(), mapping.values()));
    }
    ValueKind kind = mapping.values().isPresent() ? ValueKind.TEXT : source.kind();
    if (mapping.as().isEmpty()) {
      return fits(mapping, kind, kind.fits(column), source, column)
              && literalsFit(mapping, List.of(), encoder)
          ? Optional.of(List.copyOf(steps))
          : Optional.empty();
    }
    Optional<List<ValueStep>> conversion =
        conversion(mapping, mapping.as().get(), kind, source, column);
    if (conversion.isEmpty() || !literalsFit(mapping, conversion.get(), encoder)) {
      return Optional.empty();
    }
    steps.addAll(conversion.get());
    return Optional.of(List.copyOf(steps));
  }

  private boolean stepsApply(ColumnMapping mapping, TypedSource source) {
    ValueSource from = mapping.source();
    boolean legacyColumn = from instanceof ValueSource.From;
    if (mapping.values().isPresent() && !legacyColumn) {
      return refuse(
          mapping, "`values` replaces the values of a legacy column, not " + source.what());
    }
    if (mapping.values().isPresent() && !hasExactText(source.kind())) {
      return refuse(mapping, source.what() + " has no exact text that `values` could list");
    }
    if (!mapping.clean().isEmpty() && !legacyColumn && !(from instanceof ValueSource.Reference)) {
      return refuse(mapping, "`clean` is for legacy columns, not for " + source.what());
    }
    boolean asItIs =
        from instanceof ValueSource.Constant
            || from instanceof ValueSource.Custom
            || from instanceof ValueSource.Pack
            || (from instanceof ValueSource.Reference reference && reference.deferred());
    if (mapping.as().isPresent() && asItIs) {
      return refuse(mapping, source.what() + " takes no `as`: it is as its column wants it");
    }
    return true;
  }

  private boolean refuse(ColumnMapping mapping, String message) {
    findings.add(MappingCode.STEP_NOT_POSSIBLE, mapping.at(), message, "take that step out");
    return false;
  }

  private static boolean hasExactText(ValueKind kind) {
    return kind != ValueKind.REAL && kind != ValueKind.DOUBLE && kind != ValueKind.BYTES;
  }

  private Optional<List<ValueStep>> conversion(
      ColumnMapping mapping,
      Conversion as,
      ValueKind from,
      TypedSource source,
      TargetColumn column) {
    ValueKind made = ValueKind.of(as.to());
    boolean possible = from.converts(as.to()) && made.fitsWhenStated(column);
    if (!fits(mapping, from, possible, source, column) || !optionsApply(mapping, as, from)) {
      return Optional.empty();
    }
    List<ValueStep> steps = new ArrayList<>();
    try {
      steps.add(Conversions.step(as));
    } catch (IllegalArgumentException e) {
      refuse(mapping, "format '" + as.format().orElse("") + "' cannot be used: " + e.getMessage());
      return Optional.empty();
    }
    Rounding.step(made, column, as.round()).ifPresent(steps::add);
    return Optional.of(steps);
  }

  private boolean optionsApply(ColumnMapping mapping, Conversion as, ValueKind from) {
    boolean temporal =
        switch (as.to()) {
          case DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> true;
          case BOOLEAN, INTEGER, DECIMAL, DOUBLE, TEXT, UUID, JSON, EWKB -> false;
        };
    boolean halves =
        switch (as.to()) {
          case INTEGER, DECIMAL, DOUBLE, TIME, TIMESTAMP, TIMESTAMPTZ -> true;
          case BOOLEAN, TEXT, DATE, UUID, JSON, EWKB -> false;
        };
    if (as.negate() && as.to() != Conversion.To.BOOLEAN) {
      return refuse(mapping, "`negate` is for `as: boolean`");
    }
    if (as.format().isPresent() && !(temporal && from == ValueKind.TEXT)) {
      return refuse(mapping, "`format` is for text that becomes a date or time");
    }
    if (as.zone().isPresent() && as.to() != Conversion.To.TIMESTAMPTZ) {
      return refuse(mapping, "`zone` is for `as: timestamptz`");
    }
    if (as.round() == Conversion.Round.HALF_UP && !halves) {
      return refuse(mapping, "`as: " + as.to().word() + "` cannot round half up, only truncate");
    }
    return true;
  }

  private boolean fits(
      ColumnMapping mapping,
      ValueKind kind,
      boolean fits,
      TypedSource source,
      TargetColumn column) {
    if (!fits) {
      List<String> ways = kind.waysInto(column);
      String said = mapping.as().map(as -> " by `as: " + as.to().word() + "`").orElse("");
      findings.add(
          MappingCode.TYPES_DO_NOT_FIT,
          mapping.at(),
          what(mapping, source)
              + " does not go into "
              + column.name()
              + " ("
              + column.sqlType()
              + ")"
              + (said.isEmpty() ? " by itself" : said),
          ways.isEmpty() ? noWay(column) : "say `as: " + String.join("` or `as: ", ways) + "`");
    }
    return fits;
  }

  /** A place as text is not read here: PostgreSQL's COPY takes none, and legacy has the bytes. */
  private static String noWay(TargetColumn column) {
    return column.type().equals("geometry") || column.type().equals("geography")
        ? "say `as: ewkb` of a geometry or geography; let legacy's query make one of text, or a bean"
        : "no conversion leads there: change the column, or map it by a bean";
  }

  private static String what(ColumnMapping mapping, TypedSource source) {
    return source.what() + (mapping.values().isPresent() ? ", as text after `values`," : "");
  }

  /** Tries what the value map puts in: it is known now, so no row need find out. */
  private boolean literalsFit(
      ColumnMapping mapping, List<ValueStep> conversion, ColumnEncoder encoder) {
    boolean fit = true;
    if (mapping.values().isPresent()
        && conversion.stream().allMatch(ValueStep.Plain.class::isInstance)) {
      for (String text : literals(mapping.values().get()).toList()) {
        fit &= literalFits(mapping, text, conversion, encoder);
      }
    }
    return fit;
  }

  private static Stream<String> literals(ValueMap map) {
    Stream<String> otherwise =
        map.otherwise() instanceof ValueMap.Use use ? use.value().stream() : Stream.empty();
    return Stream.concat(map.values().values().stream().sorted(), otherwise).distinct();
  }

  private boolean literalFits(
      ColumnMapping mapping, String text, List<ValueStep> conversion, ColumnEncoder encoder) {
    try {
      @Nullable Object value = text;
      for (ValueStep step : conversion) {
        value = value == null ? null : ((ValueStep.Plain) step).apply(value);
      }
      encoder.encode(value, new CopyBuffer(64));
      return true;
    } catch (RowRefusedException e) {
      findings.add(
          MappingCode.BAD_LITERAL,
          mapping.at(),
          "'"
              + text
              + "' in `values` does not fit "
              + encoder.column().name()
              + ": "
              + e.getMessage(),
          "write it as the column's type " + encoder.column().sqlType() + " wants it");
      return false;
    }
  }
}
