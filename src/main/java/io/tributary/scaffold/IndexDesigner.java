package io.tributary.scaffold;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.legacy.LegacySchema;
import io.tributary.legacy.LegacySchema.Table;
import io.tributary.scaffold.TableDesign.Column;
import io.tributary.scaffold.TableDesign.Index;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Designs unique constraints and indexes of one target table: those of legacy, within a tenant, and
 * one for each reference.
 */
final class IndexDesigner {

  private static final String TENANT = "tenant_id";
  private static final String LEGACY = "legacy_id";

  /** PostgreSQL's indexes take 2,704 bytes; a character may need four, and other columns some. */
  private static final int MOST_CHARACTERS = 1_000;

  private static final int MOST_COLUMNS = 32;

  private final Table table;
  private final ColumnDesigner columns;
  private final boolean tenantForeignKeys;
  private final Set<String> references = new LinkedHashSet<>();
  private final Set<Index> indexes = new LinkedHashSet<>();
  private final List<String> remarks = new ArrayList<>();

  IndexDesigner(Table table, ColumnDesigner columns, boolean tenantForeignKeys) {
    this.table = table;
    this.columns = columns;
    this.tenantForeignKeys = tenantForeignKeys;
    columns.columns().stream()
        .filter(column -> column.parent().isPresent())
        .map(Column::name)
        .forEach(references::add);
    indexes.add(new Index(true, List.of(TENANT, LEGACY)));
    table.indexes().forEach(this::add);
    references.forEach(this::addForReference);
  }

  List<Index> indexes() {
    return List.copyOf(indexes);
  }

  /** What a person should know of indexes that are left out. */
  List<String> remarks() {
    return List.copyOf(remarks);
  }

  private void add(LegacySchema.Index index) {
    if (index.primary()) {
      return;
    }
    List<String> targets = new ArrayList<>();
    for (String column : index.columns()) {
      Optional<String> target = columns.target(column);
      if (target.isEmpty()) {
        leaveOut(index, "column " + column + " is left behind");
        return;
      }
      targets.add(target.get());
    }
    if (index.filtered()) {
      leaveOut(index, "it covers some rows only");
    } else if (characters(index) > MOST_CHARACTERS) {
      leaveOut(index, "its values may be longer than an index of PostgreSQL takes");
    } else if (targets.size() >= MOST_COLUMNS) {
      leaveOut(index, "it has more columns than an index of PostgreSQL takes beside the tenant");
    } else if (!isOfKeyOnly(targets)) {
      boolean ofOneTenant = !index.unique() && references.contains(targets.get(0));
      List<String> whole = new ArrayList<>();
      if (!ofOneTenant || tenantForeignKeys) {
        whole.add(TENANT);
      }
      whole.addAll(new LinkedHashSet<>(targets));
      indexes.add(new Index(index.unique(), List.copyOf(whole)));
    }
  }

  /** The legacy key is unique by itself already. */
  private static boolean isOfKeyOnly(List<String> targets) {
    return new HashSet<>(targets).equals(Set.of(LEGACY));
  }

  private void leaveOut(LegacySchema.Index index, String why) {
    remarks.add(
        "decide: %s %s (%s) is left out: %s"
            .formatted(
                index.unique() ? "unique index" : "index",
                index.name(),
                String.join(", ", index.columns()),
                why));
  }

  private long characters(LegacySchema.Index index) {
    return table.columns().stream()
        .filter(column -> index.columns().contains(column.name()))
        .flatMap(column -> column.readAs().stream())
        .filter(column -> column.type() == SourceType.TEXT || column.type() == SourceType.BYTES)
        .mapToLong(IndexDesigner::characters)
        .sum();
  }

  private static long characters(SourceColumn column) {
    return column.length() == 0 ? Integer.MAX_VALUE : column.length();
  }

  private void addForReference(String reference) {
    List<String> wanted = tenantForeignKeys ? List.of(TENANT, reference) : List.of(reference);
    boolean there =
        indexes.stream()
            .map(Index::columns)
            .anyMatch(
                present ->
                    present.size() >= wanted.size()
                        && present.subList(0, wanted.size()).equals(wanted));
    if (!there) {
      indexes.add(new Index(false, wanted));
    }
  }
}
