package io.tributary.scaffold;

import io.tributary.batch.KeyShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.legacy.LegacySchema;
import io.tributary.legacy.LegacySchema.Index;
import io.tributary.legacy.LegacySchema.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The key that tells a table's rows apart: the primary key, else a unique index whose columns are
 * never NULL, of those the one that foreign keys refer to, or the shortest.
 *
 * @param columns the key columns in key order; empty if there is no such key
 * @param reason why there is none; empty if there is one
 */
record KeyChoice(List<SourceColumn> columns, String reason) {

  private static final String DIAGRAMS = "sysdiagrams";

  /** Whether the key is one integer. */
  boolean isInteger() {
    return columns.size() == 1 && columns.get(0).type() == SourceType.INTEGER;
  }

  boolean has(String column) {
    return columns.stream().anyMatch(part -> part.name().equals(column));
  }

  List<String> names() {
    return columns.stream().map(SourceColumn::name).toList();
  }

  /**
   * The key of a table.
   *
   * @param referredTo the sets of its columns that foreign keys refer to
   */
  static KeyChoice of(Table table, Set<Set<String>> referredTo) {
    if (table.name().table().equals(DIAGRAMS)) {
      return none("it holds the diagrams of SQL Server's own tools");
    }
    List<Index> unique = table.indexes().stream().filter(index -> index.unique()).toList();
    Comparator<Index> best =
        Comparator.comparing((Index index) -> !index.primary())
            .thenComparing(index -> !referredTo.contains(new HashSet<>(index.columns())))
            .thenComparing(index -> index.columns().size());
    String objection = "";
    for (Index index : unique.stream().sorted(best).toList()) {
      Optional<String> wrong = objection(index, table);
      if (wrong.isEmpty()) {
        return new KeyChoice(columns(index, table), "");
      }
      objection = objection.isEmpty() ? wrong.get() : objection;
    }
    return none(
        unique.isEmpty()
            ? "it has no primary key and no unique index, so that nothing tells its rows apart"
            : "it has no key that can be read: " + objection);
  }

  private static KeyChoice none(String reason) {
    return new KeyChoice(List.of(), reason);
  }

  private static Optional<String> objection(Index index, Table table) {
    if (index.filtered()) {
      return Optional.of(index.name() + " is unique among some of the rows only");
    }
    for (String part : index.columns()) {
      Optional<LegacySchema.Column> column =
          table.columns().stream().filter(c -> c.name().equals(part)).findAny();
      if (column.isEmpty()) {
        return Optional.of("column " + part + " is hidden");
      } else if (column.get().nullable()) {
        return Optional.of("column " + part + " of " + index.name() + " may be NULL");
      } else if (column.get().readAs().filter(c -> KeyShape.canIdentify(c.type())).isEmpty()) {
        return Optional.of(
            "column " + part + " is " + column.get().typeName() + ", which identifies no row");
      }
    }
    return Optional.empty();
  }

  private static List<SourceColumn> columns(Index index, Table table) {
    List<SourceColumn> columns = new ArrayList<>();
    for (String part : index.columns()) {
      table.columns().stream()
          .filter(column -> column.name().equals(part))
          .findAny()
          .flatMap(LegacySchema.Column::readAs)
          .ifPresent(columns::add);
    }
    return List.copyOf(columns);
  }
}
