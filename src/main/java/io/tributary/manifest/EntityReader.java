package io.tributary.manifest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Makes entities of a manifest's values. */
final class EntityReader {

  private static final String EACH = "each";

  private final BatchSize batch;
  private final Indexes indexes;
  private final Ranges ranges;
  private final PlanRule plan;
  private final ColumnReader columns;

  /** A reader with what the manifest says for all entities. */
  EntityReader(
      BatchSize batch,
      Indexes indexes,
      Ranges ranges,
      PlanRule plan,
      Conversion.Gap gap,
      Conversion.Overlap overlap) {
    this.batch = batch;
    this.indexes = indexes;
    this.ranges = ranges;
    this.plan = plan;
    this.columns = new ColumnReader(gap, overlap);
  }

  /** The entity; {@code dependsOn} holds only what stands there, not yet what is referenced. */
  Entity read(String name, Element element) {
    Scope scope = element.child("scope").word(Scope.class, Scope.TENANT);
    LoadStyle style = scope == Scope.SHARED ? LoadStyle.UPSERT : LoadStyle.COPY;
    return new Entity(
        name,
        element.child("identity").textIfPresent().orElse(name),
        element.child("service").text(),
        element.child("phase").count(0),
        new LinkedHashSet<>(element.child("dependsOn").texts()),
        scope,
        element.child("naturalKey").texts(),
        LegacySourceReader.read(element.child("legacy")),
        BatchReader.read(element.child("batch"), batch),
        element.child("load").word(LoadStyle.class, style),
        element.child("indexes").word(Indexes.class, indexes),
        element.child("ranges").word(Ranges.class, ranges),
        element.child("plan").word(PlanRule.class, plan),
        tables(element.child("into")),
        Collections.unmodifiableSet(new LinkedHashSet<>(element.child("ignore").texts())),
        element.at());
  }

  private List<TableMapping> tables(Element into) {
    List<TableMapping> tables = new ArrayList<>();
    into.entries()
        .forEach(
            (table, element) -> {
              Map<String, Element> entries = element.entries();
              entries.remove(EACH);
              tables.add(
                  new TableMapping(
                      table, columns(entries), rows(element.child(EACH)), element.at()));
            });
    return List.copyOf(tables);
  }

  private List<ColumnMapping> columns(Map<String, Element> entries) {
    return entries.entrySet().stream()
        .map(entry -> columns.read(entry.getKey(), entry.getValue()))
        .toList();
  }

  private List<RowMapping> rows(Element each) {
    List<RowMapping> rows = new ArrayList<>();
    for (Element element : each.items()) {
      String position = Integer.toString(rows.size() + 1);
      rows.add(
          new RowMapping(
              element.child("row").textIfPresent().orElse(position),
              element.child("when").texts(),
              columns(element.child("columns").entries()),
              element.at()));
    }
    return List.copyOf(rows);
  }
}
