package io.tributary.manifest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What must hold inside an entity, and between it and the services and phases. */
final class EntityChecks {

  private final Manifest draft;
  private final Findings findings;
  private final Element entities;
  private final List<String> services;
  private final Set<Integer> phases;
  private final Map<String, Entity> identities = new HashMap<>();

  /** Checks for the draft's entities. */
  EntityChecks(Manifest draft, Element root, Findings findings) {
    this.draft = draft;
    this.findings = findings;
    this.entities = root.child("entities");
    this.services = root.child("services").keys();
    this.phases = new TreeSet<>();
    root.child("phases").keys().stream()
        .filter(key -> key.matches("[0-9]{1,4}"))
        .forEach(key -> phases.add(Integer.valueOf(key)));
  }

  void run() {
    for (Entity entity : draft.entities().values()) {
      Element element = entities.child(entity.name());
      checkService(entity, element.child("service"));
      checkPhase(entity, element.child("phase"));
      checkIdentity(entity, element);
      checkKey(element.child("legacy").child("key"));
      checkKey(element.child("naturalKey"));
      checkIgnored(entity, element.child("ignore"));
      entity.into().forEach(table -> checkTable(table, element.child("into")));
      new ScopeChecks(entity, element, findings).run();
    }
  }

  private void checkService(Entity entity, Element element) {
    if (!entity.service().isEmpty() && !services.contains(entity.service())) {
      element.report(
          ManifestCode.UNKNOWN_SERVICE,
          "there is no service '%s'".formatted(entity.service()),
          CloseWord.hint(entity.service(), services));
    }
  }

  private void checkPhase(Entity entity, Element element) {
    if (entity.phase() != 0 && !phases.contains(entity.phase())) {
      element.report(
          ManifestCode.UNKNOWN_PHASE,
          "there is no phase %d".formatted(entity.phase()),
          "add it under phases; known are: " + phases);
    }
  }

  private void checkIdentity(Entity entity, Element element) {
    Entity first = identities.putIfAbsent(entity.identity(), entity);
    if (first != null) {
      Element identity = element.child("identity");
      (identity.isPresent() ? identity : element)
          .report(
              ManifestCode.IDENTITY_TWICE,
              "the identity '%s' is also that of %s".formatted(entity.identity(), first.name()),
              "rows of both would get the same UUIDs: give one of them an identity of its own");
    }
  }

  /** Legacy names are one without regard to case, which the schema's uniqueItems doesn't see. */
  private static void checkKey(Element key) {
    Set<String> seen = new HashSet<>();
    Set<String> exact = new HashSet<>();
    for (Element part : key.oneOrMore()) {
      String name = part.text();
      if (!seen.add(folded(name)) && exact.add(name)) {
        part.report(
            ManifestCode.COLUMN_TWICE,
            "the column '%s' is already part of the key".formatted(name),
            "legacy names are compared without regard to case: keep one of the two");
      }
    }
  }

  private static void checkIgnored(Entity entity, Element ignore) {
    Map<String, String> mapped = new HashMap<>();
    Columns.of(entity)
        .forEach(
            column ->
                Columns.legacy(column.source())
                    .forEach(legacy -> mapped.putIfAbsent(folded(legacy), column.column())));
    for (Element element : ignore.items()) {
      String target = mapped.get(folded(element.text()));
      if (target != null) {
        element.report(
            ManifestCode.IGNORED_AND_MAPPED,
            "'%s' is ignored, but mapped to %s".formatted(element.text(), target),
            "take it out of ignore, or out of the mapping");
      }
    }
  }

  private static void checkTable(TableMapping table, Element into) {
    Element rows = into.child(table.table()).child("each");
    Set<String> shared = new HashSet<>();
    table.columns().forEach(column -> shared.add(column.column()));
    Map<String, Integer> lines = new HashMap<>();
    for (int i = 0; i < table.each().size(); i++) {
      RowMapping row = table.each().get(i);
      Element element = rows.items().get(i);
      Integer first = lines.putIfAbsent(row.row(), row.at().line());
      if (first != null) {
        (element.child("row").isPresent() ? element.child("row") : element)
            .report(
                ManifestCode.ROW_TWICE,
                "the row '%s' is also the one at line %d".formatted(row.row(), first),
                "give each a row of its own; without one it is the position, from 1");
      }
      row.columns().stream()
          .filter(column -> shared.contains(column.column()))
          .forEach(
              column ->
                  element
                      .child("columns")
                      .child(column.column())
                      .report(
                          ManifestCode.COLUMN_TWICE,
                          "the column '%s' is mapped for all rows already"
                              .formatted(column.column()),
                          "keep it in one of the two places"));
    }
  }

  private static String folded(String legacyName) {
    return legacyName.toLowerCase(Locale.ROOT);
  }
}
