package io.tributary.mapping;

import io.tributary.batch.SourceColumn;
import io.tributary.copy.ColumnEncoder;
import io.tributary.copy.TargetColumn;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Scope;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.ValueSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;

/** Compiles where the values of a column come from. */
final class SourceCompiler {

  private final MappingInput input;
  private final LegacyColumns legacy;
  private final ReferenceCompiler references;
  private final Function<String, Optional<ColumnMapper>> beans;
  private final Findings findings;
  private final Map<String, String> beanVersions = new TreeMap<>();

  SourceCompiler(
      MappingInput input,
      LegacyColumns legacy,
      ReferenceCompiler references,
      Function<String, Optional<ColumnMapper>> beans,
      Findings findings) {
    this.input = input;
    this.legacy = legacy;
    this.references = references;
    this.beans = beans;
    this.findings = findings;
  }

  /** The versions of the beans that were compiled in, by name. */
  Map<String, String> beanVersions() {
    return Map.copyOf(beanVersions);
  }

  /** The source; empty, with problems, if it cannot be made. */
  Optional<TypedSource> compile(ColumnMapping mapping, TargetColumn column, ColumnEncoder encoder) {
    ValueSource source = mapping.source();
    if (source instanceof ValueSource.From from) {
      return from(from, mapping.at());
    }
    if (source instanceof ValueSource.Constant constant) {
      return constant(constant, mapping.at(), encoder);
    }
    if (source instanceof ValueSource.Reference reference) {
      return references.compile(mapping, reference, column);
    }
    if (source instanceof ValueSource.Pack pack) {
      return pack(pack, mapping.at(), column);
    }
    if (source instanceof ValueSource.Custom custom) {
      return bean(custom, mapping.at());
    }
    if (source instanceof ValueSource.TenantId && input.entity().scope() == Scope.SHARED) {
      findings.add(
          MappingCode.SHARED_ROW_OF_ONE_TENANT,
          mapping.at(),
          input.entity().name() + " is shared by all tenants, so it has no tenant id",
          "take the column out of the table, or say `scope: tenant`");
      return Optional.empty();
    }
    return Optional.of(known(source, column));
  }

  private TypedSource known(ValueSource source, TargetColumn column) {
    if (source instanceof ValueSource.Self) {
      return new TypedSource(ValueKind.UUID, "the row's UUID", RowInHand::self);
    }
    if (source instanceof ValueSource.RowId) {
      return new TypedSource(ValueKind.UUID, "the row's UUID", RowInHand::rowId);
    }
    if (source instanceof ValueSource.TenantId) {
      return new TypedSource(ValueKind.UUID, "the tenant's UUID", row -> row.tenant().id());
    }
    if (source instanceof ValueSource.LegacyKey) {
      return legacyKey(column);
    }
    throw new IllegalArgumentException("no such source: " + source);
  }

  private TypedSource legacyKey(TargetColumn column) {
    if (input.key().isInteger() && !ValueKind.TEXT.fits(column)) {
      int index = input.shape().indexOf(input.key().columns().get(0).name());
      return new TypedSource(ValueKind.INTEGER, "the legacy key", row -> row.value(index));
    }
    return new TypedSource(ValueKind.TEXT, "the legacy key", row -> row.legacyKey().text());
  }

  private Optional<TypedSource> from(ValueSource.From from, SourcePosition at) {
    OptionalInt found = legacy.find(from.column(), at);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int index = found.getAsInt();
    SourceColumn column = legacy.column(index);
    return Optional.of(
        new TypedSource(
            ValueKind.of(column.type()),
            column.name() + " (" + column.sqlType() + ")",
            row -> row.value(index)));
  }

  private Optional<TypedSource> constant(
      ValueSource.Constant constant, SourcePosition at, ColumnEncoder encoder) {
    if (constant.value().isEmpty()) {
      if (encoder.column().notNull()) {
        findings.add(
            MappingCode.BAD_LITERAL,
            at,
            "NULL for " + encoder.column().name() + ", which is NOT NULL",
            "give a value");
        return Optional.empty();
      }
      return Optional.of(new TypedSource(ValueKind.ANY, "NULL", row -> null));
    }
    String text = constant.value().get();
    try {
      Object value = Literal.value(text, encoder);
      return Optional.of(new TypedSource(ValueKind.ANY, "a constant", row -> value));
    } catch (Literal.DoesNotFitException e) {
      findings.add(MappingCode.BAD_LITERAL, at, e.problem(), "write it as the column's type");
      return Optional.empty();
    }
  }

  private Optional<TypedSource> pack(
      ValueSource.Pack pack, SourcePosition at, TargetColumn column) {
    List<String> names = pack.columns().isEmpty() ? legacy.rest() : pack.columns();
    OptionalInt[] found =
        names.stream().map(name -> legacy.find(name, at)).toArray(OptionalInt[]::new);
    for (OptionalInt index : found) {
      if (index.isEmpty()) {
        return Optional.empty();
      }
    }
    int[] inRowOrder = Arrays.stream(found).mapToInt(OptionalInt::getAsInt).sorted().toArray();
    String[] spelled =
        Arrays.stream(inRowOrder).mapToObj(i -> legacy.column(i).name()).toArray(String[]::new);
    // A text column takes the document as the text it is.
    ValueKind kind = ValueKind.TEXT.fits(column) ? ValueKind.TEXT : ValueKind.JSON;
    return Optional.of(new TypedSource(kind, "packed JSON", new JsonPack(spelled, inRowOrder)));
  }

  private Optional<TypedSource> bean(ValueSource.Custom custom, SourcePosition at) {
    boolean columnsKnown = true;
    for (String name : custom.columns()) {
      columnsKnown &= legacy.find(name, at).isPresent();
    }
    Optional<ColumnMapper> bean = beans.apply(custom.bean());
    if (bean.isEmpty()) {
      findings.add(
          MappingCode.UNKNOWN_BEAN,
          at,
          "no bean " + custom.bean() + " of type " + ColumnMapper.class.getName(),
          "bind it in the routes' `beans:` or in Java, under that name");
    }
    if (bean.isEmpty() || !columnsKnown) {
      return Optional.empty();
    }
    ColumnMapper mapper = bean.get();
    beanVersions.put(custom.bean(), mapper.version());
    return Optional.of(
        new TypedSource(ValueKind.ANY, "bean " + custom.bean(), row -> mapper.map(row.row())));
  }
}
