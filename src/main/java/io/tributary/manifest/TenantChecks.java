package io.tributary.manifest;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What holds between tenants: each is another district, with another database. */
final class TenantChecks {

  private record Database(String url, String user) {}

  private final Findings findings;
  private final Map<Object, Tenant> seen = new HashMap<>();

  private TenantChecks(Findings findings) {
    this.findings = findings;
  }

  static void run(Manifest draft, Findings findings) {
    TenantChecks checks = new TenantChecks(findings);
    draft.tenants().forEach(checks::check);
  }

  private void check(Tenant tenant) {
    UUID id = tenant.id();
    if (id.getMostSignificantBits() != 0 || id.getLeastSignificantBits() != 0) {
      once(tenant, id, "the id " + id, "every tenant has a UUID of its own");
    }
    if (!tenant.name().isEmpty()) {
      once(tenant, tenant.name(), "the name '%s'".formatted(tenant.name()), "names are unique");
    }
    if (!tenant.legacy().url().isEmpty()) {
      once(
          tenant,
          new Database(tenant.legacy().url(), tenant.legacy().user().orElse("")),
          "the legacy database (url and user)",
          "its rows would be migrated twice, into two tenants");
    }
  }

  private void once(Tenant tenant, Object what, String name, String hint) {
    Tenant first = seen.putIfAbsent(what, tenant);
    if (first != null) {
      findings.add(
          ManifestCode.TENANT_TWICE,
          tenant.at(),
          "%s is also that of the tenant at line %d".formatted(name, first.at().line()),
          hint);
    }
  }
}
