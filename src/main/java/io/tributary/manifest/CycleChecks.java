package io.tributary.manifest;

import java.util.ArrayList;
import java.util.List;

/** Entities that wait for each other in a circle would wait for ever. */
final class CycleChecks {

  private final Manifest draft;
  private final Element entities;
  private final Findings findings;

  CycleChecks(Manifest draft, Element root, Findings findings) {
    this.draft = draft;
    this.entities = root.child("entities");
    this.findings = findings;
  }

  void run(Dependencies dependencies) {
    for (List<String> cycle : dependencies.cycles()) {
      List<ColumnMapping> references = references(cycle);
      String hint =
          references.isEmpty()
              ? "take one of them out of dependsOn"
              : "mark one reference with deferred: true: "
                  + String.join(", ", references.stream().map(c -> c.at().path()).toList());
      findings.add(
          ManifestCode.CYCLE,
          place(cycle, references),
          "these wait for each other: %s -> %s".formatted(String.join(" -> ", cycle), cycle.get(0)),
          hint);
    }
  }

  /** The columns whose references close the cycle. */
  private List<ColumnMapping> references(List<String> cycle) {
    List<ColumnMapping> columns = new ArrayList<>();
    for (int i = 0; i < cycle.size(); i++) {
      String parent = cycle.get((i + 1) % cycle.size());
      Entity child = draft.entity(cycle.get(i));
      Columns.references(child).stream()
          .filter(r -> r.to().entity().equals(parent) && !r.to().deferred())
          .forEach(r -> columns.add(r.column()));
    }
    return columns;
  }

  private SourcePosition place(List<String> cycle, List<ColumnMapping> references) {
    return references.isEmpty()
        ? entities.child(cycle.get(0)).child("dependsOn").at()
        : references.get(0).at();
  }
}
