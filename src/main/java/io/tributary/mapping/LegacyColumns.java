package io.tributary.mapping;

import io.tributary.batch.KeyShape;
import io.tributary.batch.ParentKey;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The legacy columns of an entity, and which of them the manifest takes care of: no column's data
 * is lost unless the manifest says so.
 */
final class LegacyColumns {

  private final MappingInput input;
  private final Findings findings;
  private final Set<String> appended;
  private final Set<String> mapped;

  LegacyColumns(MappingInput input, Findings findings) {
    this.input = input;
    this.findings = findings;
    this.appended = appended(input);
    this.mapped = fold(mappings(input.entity()).flatMap(m -> read(m.source()).stream()).toList());
  }

  /** All column mappings of an entity, those of single rows included. */
  static Stream<ColumnMapping> mappings(Entity entity) {
    return entity.into().stream().flatMap(LegacyColumns::mappings);
  }

  private static Stream<ColumnMapping> mappings(TableMapping table) {
    return Stream.concat(
        table.columns().stream(), table.each().stream().flatMap(row -> row.columns().stream()));
  }

  /** The columns that a source reads by name. */
  private static List<String> read(ValueSource source) {
    if (source instanceof ValueSource.From from) {
      return List.of(from.column());
    }
    if (source instanceof ValueSource.Reference reference) {
      return reference.columns();
    }
    if (source instanceof ValueSource.Pack pack) {
      return pack.columns();
    }
    if (source instanceof ValueSource.Custom custom) {
      return custom.columns();
    }
    return List.of();
  }

  /** The names of the parents' key columns that the reader has joined; they are nobody's data. */
  private static Set<String> appended(MappingInput input) {
    return mappings(input.entity())
        .map(ColumnMapping::source)
        .filter(ValueSource.Reference.class::isInstance)
        .map(ValueSource.Reference.class::cast)
        .flatMap(reference -> appended(input, reference))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> appended(MappingInput input, ValueSource.Reference reference) {
    Entity parent = input.manifest().entity(reference.entity());
    return Stream.iterate(0, part -> part < parent.legacy().key().size(), part -> part + 1)
        .map(part -> fold(ParentKey.columnName(reference, parent, part)));
  }

  /** Whether the reader joins the parent for its stored key: where a part of it is text. */
  static boolean isJoined(KeyShape parentKey) {
    return parentKey.columns().stream().anyMatch(c -> c.type() == SourceType.TEXT);
  }

  /** The position of a column that the manifest names; empty, with a problem, if there is none. */
  OptionalInt find(String name, SourcePosition at) {
    OptionalInt index = input.shape().find(name);
    if (index.isEmpty()) {
      List<String> names = own().map(SourceColumn::name).toList();
      findings.add(
          MappingCode.UNKNOWN_LEGACY_COLUMN,
          at,
          input.entity().legacy().displayName() + " has no column " + name,
          Nearest.hint(name, names));
    }
    return index;
  }

  SourceColumn column(int index) {
    return input.shape().columns().get(index);
  }

  /** What {@code pack: rest} packs: neither mapped nor ignored nor part of the key. */
  List<String> rest() {
    Set<String> ignored = fold(input.entity().ignore());
    Set<String> key = fold(input.entity().legacy().key());
    return own()
        .map(SourceColumn::name)
        .filter(name -> !mapped.contains(fold(name)))
        .filter(name -> !ignored.contains(fold(name)) && !key.contains(fold(name)))
        .toList();
  }

  /** Finds columns whose data nobody takes, and contradictions in what is ignored. */
  void check() {
    Entity entity = input.entity();
    List<String> rest = rest();
    if (!rest.isEmpty() && mappings(entity).noneMatch(LegacyColumns::packsRest)) {
      findings.add(
          MappingCode.UNMAPPED_LEGACY_COLUMNS,
          entity.at(),
          "nothing maps " + String.join(", ", rest),
          "map them, keep them in a jsonb column by `pack: rest`, or leave them behind by `ignore: [ "
              + String.join(", ", rest)
              + " ]`");
    }
    for (String name : entity.ignore()) {
      if (mapped.contains(fold(name))) {
        findings.add(
            MappingCode.MAPPED_TWICE,
            entity.at(),
            name + " is mapped and ignored",
            "take it out of `ignore`, or don't map it");
      }
    }
  }

  private static boolean packsRest(ColumnMapping mapping) {
    return mapping.source() instanceof ValueSource.Pack pack && pack.columns().isEmpty();
  }

  private Stream<SourceColumn> own() {
    return input.shape().columns().stream().filter(c -> !appended.contains(fold(c.name())));
  }

  private static Set<String> fold(Collection<String> names) {
    return names.stream().map(LegacyColumns::fold).collect(Collectors.toUnmodifiableSet());
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
