package io.tributary.manifest;

import java.util.List;

/** What must hold between an entity and those that it depends on or refers to. */
final class ReferenceChecks {

  private final Manifest draft;
  private final Element entities;
  private final List<String> declared;
  private final Findings findings;

  ReferenceChecks(Manifest draft, Element root, Findings findings) {
    this.draft = draft;
    this.entities = root.child("entities");
    this.declared = entities.keys();
    this.findings = findings;
  }

  void run() {
    for (Entity entity : draft.entities().values()) {
      for (Element element : entities.child(entity.name()).child("dependsOn").items()) {
        checkDependency(entity, element);
      }
      for (Columns.ReferenceColumn reference : Columns.references(entity)) {
        checkReference(entity, reference);
      }
    }
  }

  private void checkDependency(Entity entity, Element element) {
    String name = element.text();
    if (name.equals(entity.name())) {
      element.report(
          ManifestCode.SELF_REFERENCE,
          "'%s' depends on itself".formatted(name),
          "take it out; a reference to the entity itself is marked deferred: true");
    } else if (!name.isEmpty()) {
      checkOther(entity, name, element.at());
    }
  }

  private void checkReference(Entity entity, Columns.ReferenceColumn reference) {
    String name = reference.to().entity();
    SourcePosition at = reference.column().at();
    if (name.isEmpty()) {
      return;
    }
    if (!name.equals(entity.name())) {
      checkOther(entity, name, at);
    } else if (!reference.to().deferred()) {
      findings.add(
          ManifestCode.SELF_REFERENCE,
          at,
          "%s refers to its own entity, whose rows are not all there yet"
              .formatted(reference.column().column()),
          "add deferred: true: it is then set in a second pass");
    }
    Entity parent = draft.entities().get(name);
    if (parent != null) {
      checkParent(entity, parent, reference);
    }
  }

  private void checkOther(Entity entity, String name, SourcePosition at) {
    if (!declared.contains(name)) {
      findings.add(
          ManifestCode.UNKNOWN_ENTITY,
          at,
          "there is no entity '%s'".formatted(name),
          CloseWord.hint(name, declared));
      return;
    }
    Entity other = draft.entities().get(name);
    if (other != null && entity.phase() > 0 && other.phase() > entity.phase()) {
      findings.add(
          ManifestCode.LATER_PHASE,
          at,
          "'%s' is moved in phase %d, after phase %d of '%s'"
              .formatted(name, other.phase(), entity.phase(), entity.name()),
          "move '%s' to phase %d or earlier, or '%s' to phase %d"
              .formatted(name, entity.phase(), entity.name(), other.phase()));
    }
  }

  private void checkParent(Entity entity, Entity parent, Columns.ReferenceColumn reference) {
    SourcePosition at = reference.column().at();
    List<String> key = parent.legacy().key();
    List<String> columns = reference.to().columns();
    if (!key.isEmpty() && !columns.isEmpty() && key.size() != columns.size()) {
      findings.add(
          ManifestCode.REFERENCE_ARITY,
          at,
          "the reference has %d of the %d columns of the key of '%s'"
              .formatted(columns.size(), key.size(), parent.name()),
          "name one legacy column for each of " + String.join(", ", key));
    }
    if (entity.scope() == Scope.SHARED && parent.scope() == Scope.TENANT) {
      findings.add(
          ManifestCode.SHARED_RULES,
          at,
          "'%s' is shared by all tenants, but '%s' belongs to one"
              .formatted(entity.name(), parent.name()),
          "make '%s' shared too, or '%s' an entity of scope tenant"
              .formatted(parent.name(), entity.name()));
    }
    if (!parent.into().isEmpty() && !parent.into().get(0).each().isEmpty()) {
      findings.add(
          ManifestCode.PARENT_WITHOUT_ROW,
          at,
          "a row of '%s' makes several rows of its main table, so none can be meant"
              .formatted(parent.name()),
          "put a table without each first under into of '%s'".formatted(parent.name()));
    }
  }
}
