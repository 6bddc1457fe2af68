package io.tributary.manifest;

/** The rules of a scope: a shared row is nobody's own, a tenant's row is nobody else's. */
final class ScopeChecks {

  private final Entity entity;
  private final Element element;
  private final Findings findings;

  ScopeChecks(Entity entity, Element element, Findings findings) {
    this.entity = entity;
    this.element = element;
    this.findings = findings;
  }

  void run() {
    switch (entity.scope()) {
      case TENANT -> checkTenantEntity();
      case SHARED -> checkSharedEntity();
    }
  }

  private void checkTenantEntity() {
    if (element.child("naturalKey").isPresent()) {
      element
          .child("naturalKey")
          .report(
              ManifestCode.SHARED_RULES,
              "a natural key is for entities of scope shared",
              "leave it out, or say scope: shared if the rows are the same for all tenants");
    }
  }

  private void checkSharedEntity() {
    if (element.keys().stream().noneMatch("naturalKey"::equals)) {
      element.report(
          ManifestCode.SHARED_RULES,
          "an entity of scope shared needs a naturalKey",
          "name the legacy columns that identify a row over all tenants: naturalKey: [ Code ]");
    }
    if (entity.load() == LoadStyle.COPY) {
      element
          .child("load")
          .report(
              ManifestCode.SHARED_RULES,
              "an entity of scope shared is always loaded by upsert",
              "leave load out");
    }
    if (entity.into().size() > 1) {
      Element second = element.child("into").child(entity.into().get(1).table());
      second.report(
          ManifestCode.SHARED_RULES,
          "an entity of scope shared fills one table only",
          "make another entity of the other table");
    }
    for (TableMapping table : entity.into()) {
      Element each = element.child("into").child(table.table()).child("each");
      if (each.isPresent()) {
        each.report(
            ManifestCode.SHARED_RULES,
            "an entity of scope shared makes one row of each legacy row",
            "take each out, or say scope: tenant");
      }
    }
    Columns.of(entity).forEach(this::checkSharedColumn);
  }

  private void checkSharedColumn(ColumnMapping column) {
    boolean ofTenant =
        column.source() instanceof ValueSource.TenantId
            || column.source() instanceof ValueSource.LegacyKey;
    if (ofTenant) {
      findings.add(
          ManifestCode.SHARED_RULES,
          column.at(),
          "a row of scope shared has no tenant id and no legacy key",
          "leave the column out, or say scope: tenant");
    }
  }
}
