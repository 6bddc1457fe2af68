package io.tributary.mapping;

import io.tributary.copy.AbsentRows;
import io.tributary.copy.ColumnEncoder;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import io.tributary.fault.InvalidInputException;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.RowMapping;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compiles what goes into one target table. */
final class TableCompiler {

  private final MappingInput input;
  private final LegacyColumns legacy;
  private final SourceCompiler sources;
  private final StepCompiler steps;
  private final TargetRules rules;
  private final Function<TargetColumn, ColumnEncoder> encoders;
  private final Findings findings;

  TableCompiler(
      MappingInput input,
      LegacyColumns legacy,
      SourceCompiler sources,
      Function<TargetColumn, ColumnEncoder> encoders,
      Findings findings) {
    this.input = input;
    this.legacy = legacy;
    this.sources = sources;
    this.steps = new StepCompiler(findings);
    this.rules = new TargetRules(findings);
    this.encoders = encoders;
    this.findings = findings;
  }

  /**
   * The table; worth using only if no problem was found.
   *
   * @param main whether it is the entity's main table
   */
  Optional<CompiledTable> compile(TableMapping mapping, boolean main) {
    TargetTable table = input.tables().get(mapping.table());
    if (table == null) {
      findings.add(
          MappingCode.UNKNOWN_TARGET_TABLE,
          mapping.at(),
          "service " + input.entity().service() + " has no table " + mapping.table(),
          Nearest.hint(mapping.table(), input.tables().keySet().stream().sorted().toList()));
      return Optional.empty();
    }
    rules.checkTable(table, mapping.at());
    if (main) {
      rules.checkRowId(table, mapping, input.manifest().conventions().id());
    }
    Set<String> names = mappedNames(mapping);
    List<ColumnMapping> shared = new ArrayList<>(mapping.columns());
    shared.addAll(ConventionColumns.of(input, mapping, table, names));
    shared.forEach(column -> names.add(column.column()));
    rules.checkUnfilled(table, names, mapping.at());
    List<TargetColumn> columns =
        table.columns().stream().filter(column -> names.contains(column.name())).toList();
    return Optional.of(
        new CompiledTable(table, columns, rows(mapping, table, columns, shared, main)));
  }

  private static Set<String> mappedNames(TableMapping mapping) {
    Set<String> names = new HashSet<>();
    mapping.columns().forEach(column -> names.add(column.column()));
    mapping.each().forEach(row -> row.columns().forEach(column -> names.add(column.column())));
    return names;
  }

  private List<CompiledRow> rows(
      TableMapping mapping,
      TargetTable table,
      List<TargetColumn> columns,
      List<ColumnMapping> shared,
      boolean main) {
    Map<String, CompiledColumn> compiled = compiled(shared, table);
    if (mapping.each().isEmpty()) {
      List<CompiledColumn> ordered = ordered(columns, compiled);
      return List.of(new CompiledRow(table.name(), main ? null : "", new int[0], ordered, null));
    }
    return mapping.each().stream()
        .map(row -> row(row, mapping, table, columns, compiled, found(row, shared)))
        .toList();
  }

  /** How a possible row is found by its own UUID, if a column holds that. */
  private static AbsentRows.@Nullable Columns found(RowMapping row, List<ColumnMapping> shared) {
    List<ColumnMapping> all = new ArrayList<>(shared);
    all.addAll(row.columns());
    Optional<String> tenant = column(all, ValueSource.TenantId.class);
    return column(all, ValueSource.RowId.class)
        .map(id -> new AbsentRows.Columns(id, tenant))
        .orElse(null);
  }

  private static Optional<String> column(
      List<ColumnMapping> mappings, Class<? extends ValueSource> source) {
    return mappings.stream()
        .filter(mapping -> source.isInstance(mapping.source()))
        .map(ColumnMapping::column)
        .findFirst();
  }

  private CompiledRow row(
      RowMapping row,
      TableMapping mapping,
      TargetTable table,
      List<TargetColumn> columns,
      Map<String, CompiledColumn> shared,
      AbsentRows.@Nullable Columns found) {
    Set<String> sharedNames = new HashSet<>();
    mapping.columns().forEach(column -> sharedNames.add(column.column()));
    row.columns().stream()
        .filter(column -> sharedNames.contains(column.column()))
        .forEach(this::mappedTwice);
    Map<String, CompiledColumn> all = new HashMap<>(shared);
    all.putAll(compiled(row.columns(), table));
    addAbsent(row, columns, shared.keySet(), all);
    int[] when =
        row.when().stream()
            .map(name -> legacy.find(name, row.at()))
            .filter(OptionalInt::isPresent)
            .mapToInt(OptionalInt::getAsInt)
            .toArray();
    return new CompiledRow(table.name(), row.row(), when, ordered(columns, all), found);
  }

  /** Columns that only its siblings have are NULL in this row, if they may be. */
  private void addAbsent(
      RowMapping row,
      List<TargetColumn> columns,
      Set<String> shared,
      Map<String, CompiledColumn> all) {
    Set<String> own = new HashSet<>(shared);
    row.columns().forEach(column -> own.add(column.column()));
    for (TargetColumn column : columns) {
      if (own.contains(column.name()) || all.containsKey(column.name()) || column.generated()) {
        continue;
      }
      if (column.notNull() || column.defaultExpression().isPresent()) {
        findings.add(
            MappingCode.UNFILLED_COLUMN,
            row.at(),
            "row "
                + row.row()
                + " doesn't map "
                + column.name()
                + ", which its siblings map and which is NOT NULL or has a default",
            "map it in each row, or once for all of them");
      } else {
        encoder(column, row.at())
            .ifPresent(encoder -> all.put(column.name(), CompiledColumn.absent(encoder)));
      }
    }
  }

  private static List<CompiledColumn> ordered(
      List<TargetColumn> columns, Map<String, CompiledColumn> compiled) {
    return columns.stream()
        .flatMap(c -> Optional.ofNullable(compiled.get(c.name())).stream())
        .toList();
  }

  private Map<String, CompiledColumn> compiled(List<ColumnMapping> mappings, TargetTable table) {
    Map<String, CompiledColumn> compiled = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (ColumnMapping mapping : mappings) {
      if (!seen.add(mapping.column())) {
        mappedTwice(mapping);
      }
      column(mapping, table).ifPresent(column -> compiled.put(mapping.column(), column));
    }
    return compiled;
  }

  private void mappedTwice(ColumnMapping mapping) {
    findings.add(
        MappingCode.MAPPED_TWICE,
        mapping.at(),
        mapping.column() + " is mapped twice for one row",
        "keep one of the two");
  }

  private Optional<CompiledColumn> column(ColumnMapping mapping, TargetTable table) {
    Optional<TargetColumn> column = table.column(mapping.column());
    if (column.isEmpty()) {
      findings.add(
          MappingCode.UNKNOWN_TARGET_COLUMN,
          mapping.at(),
          table.schema() + "." + table.name() + " has no column " + mapping.column(),
          Nearest.hint(
              mapping.column(), table.columns().stream().map(TargetColumn::name).toList()));
      return Optional.empty();
    }
    if (column.get().generated()) {
      findings.add(
          MappingCode.GENERATED_COLUMN,
          mapping.at(),
          mapping.column() + " is computed by PostgreSQL and cannot be written",
          "take it out of the mapping");
      return Optional.empty();
    }
    return encoder(column.get(), mapping.at()).flatMap(encoder -> column(mapping, encoder));
  }

  private Optional<CompiledColumn> column(ColumnMapping mapping, ColumnEncoder encoder) {
    return sources
        .compile(mapping, encoder.column(), encoder)
        .flatMap(
            source ->
                steps
                    .compile(mapping, source, encoder)
                    .map(list -> new CompiledColumn(encoder, source.source(), list)));
  }

  private Optional<ColumnEncoder> encoder(TargetColumn column, SourcePosition at) {
    try {
      return Optional.of(encoders.apply(column));
    } catch (InvalidInputException e) {
      e.problems().forEach(problem -> findings.addAt(at, problem));
      return Optional.empty();
    }
  }
}
