package io.tributary.scaffold;

import io.tributary.legacy.LegacySchema.Column;
import io.tributary.legacy.LegacySchema.Table;
import io.tributary.legacy.LegacyTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How a table and its columns are written in a manifest. Nearly all are written by their names; a
 * manifest doesn't tell upper case from lower, and takes a dot, bracket or quote in a table's name
 * for a mistake, so that a table with such names is read by a query.
 *
 * @param query the query; empty where the table's name will do
 * @param columns the manifest's names of the columns by their legacy names
 */
record Spelling(Optional<String> query, Map<String, String> columns) {

  /** The manifest's name of a column. */
  String of(String column) {
    return columns.getOrDefault(column, column);
  }

  /**
   * The spelling of a table.
   *
   * @param ambiguous whether another table's name differs from its own in case only
   * @param quote quotes an identifier for the legacy server
   */
  static Spelling of(Table table, boolean ambiguous, UnaryOperator<String> quote) {
    Map<String, String> aliases = aliases(table);
    String name = table.name().table();
    boolean plain =
        !ambiguous
            && !name.isBlank()
            && !table.name().schema().isBlank()
            && name.chars().noneMatch(c -> c == '.' || c == '[' || c == '"');
    if (plain && aliases.isEmpty()) {
      return new Spelling(Optional.empty(), aliases);
    }
    String selected =
        aliases.isEmpty()
            ? "*"
            : table.columns().stream()
                .map(
                    column ->
                        quote.apply(column.name())
                            + " AS "
                            + quote.apply(aliases.getOrDefault(column.name(), column.name())))
                .collect(Collectors.joining(", "));
    return new Spelling(
        Optional.of("SELECT " + selected + " FROM " + quoted(table.name(), quote)), aliases);
  }

  private static String quoted(LegacyTable.Name name, UnaryOperator<String> quote) {
    return quote.apply(name.schema()) + "." + quote.apply(name.table());
  }

  /** Other names for columns that a manifest could not name. */
  private static Map<String, String> aliases(Table table) {
    Map<String, String> aliases = new HashMap<>();
    Set<String> seen = new HashSet<>();
    table.columns().stream()
        .map(Column::name)
        .filter(name -> !name.isBlank())
        .forEach(
            name -> {
              if (!seen.add(folded(name))) {
                aliases.put(name, "");
              }
            });
    int number = 1;
    for (Column column : table.columns()) {
      if (column.name().isBlank() || aliases.containsKey(column.name())) {
        String alias;
        do {
          number++;
          alias = column.name().strip() + "~" + number;
        } while (!seen.add(folded(alias)));
        aliases.put(column.name(), alias);
      }
    }
    return Map.copyOf(aliases);
  }

  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
