package io.tributary.scaffold;

import io.tributary.legacy.LegacySchema;
import io.tributary.legacy.LegacySchema.Table;
import io.tributary.legacy.LegacyTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes a design of a legacy schema. The same schema and options make the same design. */
final class Designer {

  private static final Comparator<LegacyTable.Name> BY_NAME =
      Comparator.comparing(LegacyTable.Name::schema).thenComparing(LegacyTable.Name::table);
  private static final String MAIN_SCHEMA = "dbo";

  private final ScaffoldOptions options;
  private final UnaryOperator<String> quote;

  /**
   * A designer.
   *
   * @param quote quotes an identifier for the legacy server
   */
  Designer(ScaffoldOptions options, UnaryOperator<String> quote) {
    this.options = options;
    this.quote = quote;
  }

  Design design(LegacySchema schema) {
    List<Table> all =
        schema.tables().stream().sorted(Comparator.comparing(Table::name, BY_NAME)).toList();
    Map<LegacyTable.Name, Set<Set<String>>> referredTo = new HashMap<>();
    all.stream()
        .flatMap(table -> table.foreignKeys().stream())
        .forEach(
            key ->
                referredTo
                    .computeIfAbsent(key.parent(), parent -> new HashSet<>())
                    .add(Set.copyOf(key.parentColumns())));
    Map<LegacyTable.Name, Table> tables = new LinkedHashMap<>();
    Map<LegacyTable.Name, KeyChoice> keys = new HashMap<>();
    List<Skipped> skipped = new ArrayList<>();
    for (Table table : all) {
      KeyChoice key = KeyChoice.of(table, referredTo.getOrDefault(table.name(), Set.of()));
      if (key.columns().isEmpty()) {
        skipped.add(new Skipped(table.name(), key.reason()));
      } else {
        tables.put(table.name(), table);
        keys.put(table.name(), key);
      }
    }
    schema.views().stream()
        .sorted(BY_NAME)
        .map(view -> new Skipped(view, "a view: its rows are those of tables"))
        .forEach(skipped::add);
    return new Design(
        options.service(),
        schemaName(options.service()),
        options.tenantForeignKeys(),
        options.instants(),
        designs(tables, keys),
        List.copyOf(skipped));
  }

  /** The PostgreSQL schema of a service's tables. */
  static String schemaName(String service) {
    return service.replace('-', '_');
  }

  private List<TableDesign> designs(
      Map<LegacyTable.Name, Table> tables, Map<LegacyTable.Name, KeyChoice> keys) {
    TargetNames targetNames = new TargetNames(Set.of());
    EntityNames entityNames = new EntityNames();
    Map<LegacyTable.Name, String> targets = new HashMap<>();
    Map<LegacyTable.Name, String> entities = new HashMap<>();
    Map<String, Long> folded = new HashMap<>();
    for (LegacyTable.Name name : tables.keySet()) {
      boolean main = name.schema().equalsIgnoreCase(MAIN_SCHEMA);
      String target = targetNames.of(main ? name.table() : name.schema() + "_" + name.table(), "t");
      targets.put(name, target);
      entities.put(name, entityNames.of(target));
      folded.merge(folded(name), 1L, Long::sum);
    }
    TableDesigner designer =
        new TableDesigner(
            tables, keys, entities, targets, options.tenantForeignKeys(), options.instants());
    return tables.values().stream()
        .map(table -> designer.design(table, folded.get(folded(table.name())) > 1, quote))
        .toList();
  }

  private static String folded(LegacyTable.Name name) {
    return Spelling.folded(name.schema() + "\n" + name.table());
  }
}
