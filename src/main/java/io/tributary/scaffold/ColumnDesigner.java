package io.tributary.scaffold;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.legacy.LegacySchema;
import io.tributary.legacy.LegacySchema.Table;
import io.tributary.legacy.LegacyTable;
import io.tributary.scaffold.TableDesign.Column;
import io.tributary.scaffold.TableDesign.Ignored;
import io.tributary.scaffold.TableDesign.Parent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Designs the columns of one target table. Each legacy column ends up somewhere. */
final class ColumnDesigner {

  /**
   * What a parent is called.
   *
   * @param entity the entity's name
   * @param target the target table's name
   */
  record ParentNames(String entity, String target) {}

  private static final ColumnType UUID = new ColumnType("uuid", "", List.of());
  private static final String OWN = "source";

  /** Columns by convention, and those that PostgreSQL gives every table itself. */
  private static final Set<String> TAKEN =
      Set.of(
          "id",
          "tenant_id",
          "legacy_id",
          "tableoid",
          "xmin",
          "cmin",
          "xmax",
          "cmax",
          "ctid",
          // a key of the manifest's own in this place
          "each");

  private final Table table;
  private final KeyChoice key;
  private final List<Reference> references;
  private final boolean instants;
  private final Function<LegacyTable.Name, ParentNames> parents;
  private final Function<SourceColumn, Optional<String>> guesses;
  private final TargetNames names = new TargetNames(TAKEN);
  private final List<Column> columns = new ArrayList<>();
  private final List<Ignored> ignored = new ArrayList<>();
  private final Map<String, String> targets = new HashMap<>();

  /**
   * A designer for one table.
   *
   * @param parents what a parent is called
   * @param guesses what entity a column seems to refer to that has no foreign key
   */
  ColumnDesigner(
      Table table,
      KeyChoice key,
      List<Reference> references,
      boolean instants,
      Function<LegacyTable.Name, ParentNames> parents,
      Function<SourceColumn, Optional<String>> guesses) {
    this.table = table;
    this.key = key;
    this.references = references;
    this.instants = instants;
    this.parents = parents;
    this.guesses = guesses;
    table.columns().forEach(this::design);
  }

  /** The mapped columns. */
  List<Column> columns() {
    return List.copyOf(columns);
  }

  /** The columns that are left behind. */
  List<Ignored> ignored() {
    return List.copyOf(ignored);
  }

  /** The target column that holds what this legacy column says; empty if none does by itself. */
  Optional<String> target(String legacyColumn) {
    return Optional.ofNullable(targets.get(legacyColumn));
  }

  private void design(LegacySchema.Column column) {
    List<Reference> begun =
        references.stream()
            .filter(reference -> reference.columns().get(0).equals(column.name()))
            .toList();
    begun.forEach(this::addReference);
    boolean refers = references.stream().anyMatch(r -> r.columns().equals(List.of(column.name())));
    boolean partOfReference =
        references.stream().anyMatch(r -> r.columns().contains(column.name()));
    if (refers) {
      return;
    }
    if (key.has(column.name()) && key.columns().size() == 1 && isKnownByItsText()) {
      targets.put(column.name(), "legacy_id");
    } else if (key.has(column.name()) || partOfReference) {
      addPlain(column);
    } else {
      Optional<String> why = leftBehind(column);
      why.ifPresentOrElse(
          reason -> ignored.add(new Ignored(column.name(), reason)), () -> addPlain(column));
    }
  }

  /** An integer or a GUID is a number given out; any other key is data that people know. */
  private boolean isKnownByItsText() {
    SourceType type = key.columns().get(0).type();
    return type == SourceType.INTEGER || type == SourceType.UUID;
  }

  private static Optional<String> leftBehind(LegacySchema.Column column) {
    if (column.computed().isPresent()) {
      return Optional.of(
          "decide: computed by legacy as "
              + column.computed().get()
              + "; make it a generated column, or map it as it is");
    }
    if (column.readAs().isEmpty()) {
      return Optional.of(
          "decide: "
              + column.typeName()
              + " cannot be read; a query can cast it to something that can");
    }
    boolean rowVersion =
        column.readAs().get().type() == SourceType.BYTES
            && Set.of("timestamp", "rowversion").contains(column.typeName());
    return rowVersion
        ? Optional.of("rowversion, which the legacy server counts for itself")
        : Optional.empty();
  }

  private void addPlain(LegacySchema.Column column) {
    SourceColumn readAs = column.readAs().orElseThrow();
    ColumnType type = ColumnType.of(readAs, column.typeName(), instants);
    List<String> remarks = new ArrayList<>(type.remarks());
    guesses
        .apply(readAs)
        .filter(entity -> references.stream().noneMatch(r -> r.columns().contains(column.name())))
        .ifPresent(
            entity ->
                remarks.add(
                    "decide: a reference to " + entity + "? legacy declares no foreign key"));
    String name = names.of(column.name(), OWN);
    targets.put(column.name(), name);
    columns.add(
        new Column(
            name,
            type,
            !column.nullable(),
            List.of(column.name()),
            Optional.empty(),
            readAs.sqlType(),
            remarks));
  }

  private void addReference(Reference reference) {
    ParentNames parent = parents.apply(reference.parent());
    String name = names.of(referenceName(reference, parent), parent.target());
    List<String> remarks = new ArrayList<>();
    if (reference.deferred() && !reference.nullable()) {
      remarks.add("decide: NOT NULL in legacy; make it so once the second pass has set it");
    }
    if (!reference.enforced()) {
      remarks.add("decide: not enforced in legacy; rows whose parent is missing are dead letters");
    }
    if (reference.columns().size() == 1) {
      targets.put(reference.columns().get(0), name);
    }
    columns.add(
        new Column(
            name,
            UUID,
            !reference.nullable() && !reference.deferred(),
            reference.columns(),
            Optional.of(new Parent(reference, parent.entity(), parent.target())),
            "to " + reference.parent().schema() + "." + reference.parent().table(),
            remarks));
  }

  /** By the column that refers, or, where there are several, by the parent. */
  private String referenceName(Reference reference, ParentNames parent) {
    long toTheSame =
        references.stream()
            .filter(r -> r.parent().equals(reference.parent()) && r.columns().size() > 1)
            .count();
    String base =
        reference.columns().size() == 1 || toTheSame > 1
            ? TargetNames.snakeCase(String.join("_", reference.columns()))
            : parent.target();
    if (base.equals("id") || base.isEmpty()) {
      base = parent.target();
    }
    // Some servers report all names in lower case: gradeid is GradeId, and becomes grade_id.
    return base.replaceFirst("_?id$", "") + "_id";
  }

  /** The legacy columns that are nowhere: there must be none. */
  Set<String> lost() {
    Set<String> lost = new HashSet<>();
    table.columns().forEach(column -> lost.add(column.name()));
    lost.removeAll(targets.keySet());
    ignored.forEach(column -> lost.remove(column.name()));
    columns.forEach(column -> lost.removeAll(column.from()));
    return lost;
  }
}
