package io.tributary.drift;

import static io.tributary.drift.Schema.fold;

import io.tributary.manifest.Entity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares the districts' legacy databases with each other, one at a time: of each it keeps one bit
 * a table and column, so that hundreds with hundreds of tables fit into memory.
 */
final class Districts {

  private static final String TABLE = "a table";

  private final List<String> tenants = new ArrayList<>();
  private final Map<String, Element> elements = new TreeMap<>();

  /** A table or column: which districts have it how. */
  private static final class Element {
    private final String name;
    private final String table;
    private final Map<String, BitSet> definitions = new LinkedHashMap<>();

    private Element(String name, String table) {
      this.name = name;
      this.table = table;
    }
  }

  /** One more district, in the order of the manifest. */
  void add(String tenant, Schema schema) {
    int number = tenants.size();
    tenants.add(tenant);
    for (Schema.Table table : schema.tables()) {
      note(number, table.name(), table.name(), TABLE);
      for (Schema.Column column : table.columns()) {
        note(number, table.name() + "." + column.name(), table.name(), column.definition());
      }
    }
  }

  private void note(int tenant, String name, String table, String definition) {
    elements
        .computeIfAbsent(fold(name), folded -> new Element(name, table))
        .definitions
        .computeIfAbsent(definition, text -> new BitSet())
        .set(tenant);
  }

  /**
   * In what they differ, by table and column.
   *
   * @param entities those of the manifest, to tell what is read
   */
  List<DistrictDifference> differences(Collection<Entity> entities) {
    List<DistrictDifference> found = new ArrayList<>();
    for (Element element : elements.values()) {
      Map<String, BitSet> groups = new LinkedHashMap<>(element.definitions);
      BitSet without = mayHave(element);
      element.definitions.values().forEach(without::andNot);
      if (!without.isEmpty()) {
        groups.put("", without);
      }
      if (groups.size() > 1) {
        add(element, groups, entities, found);
      }
    }
    return found;
  }

  /** All districts for a table; for a column those with its table: who lacks that is told once. */
  private BitSet mayHave(Element element) {
    BitSet all = new BitSet();
    if (element.definitions.containsKey(TABLE)) {
      all.set(0, tenants.size());
    } else {
      elements.get(fold(element.table)).definitions.values().forEach(all::or);
    }
    return all;
  }

  private void add(
      Element element,
      Map<String, BitSet> groups,
      Collection<Entity> entities,
      List<DistrictDifference> found) {
    // Of groups of the same size the first, which is never the one that lacks it.
    String most = groups.keySet().iterator().next();
    for (Map.Entry<String, BitSet> group : groups.entrySet()) {
      if (group.getValue().cardinality() > groups.get(most).cardinality()) {
        most = group.getKey();
      }
    }
    BitSet mostTenants = groups.remove(most);
    boolean mapped = !LegacyRules.readers(element.table, entities.stream()).isEmpty();
    for (Map.Entry<String, BitSet> group : groups.entrySet()) {
      found.add(
          new DistrictDifference(
              element.name,
              group.getValue().stream().mapToObj(tenants::get).toList(),
              group.getKey(),
              most,
              mostTenants.cardinality(),
              mapped));
    }
  }
}
