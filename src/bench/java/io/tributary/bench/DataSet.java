package io.tributary.bench;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A set of legacy rows and the tables they go into.
 *
 * @param shape what the rows look like
 * @param rows how many there are over all tenants
 * @param tenants over how many tenants they are spread
 * @param foreignKeys whether the target's references are foreign keys
 * @param badPerMillion rows of a million that cannot be loaded
 */
record DataSet(Shape shape, int rows, int tenants, boolean foreignKeys, int badPerMillion) {

  /** Rows a tenant; the first has one more where they cannot be spread evenly. */
  int rowsOfEach() {
    return rows / tenants;
  }

  /** Every how many rows one is bad; more than there are, if none is. */
  int badEvery() {
    return badPerMillion == 0 ? 500_000_000 : 1_000_000 / badPerMillion;
  }

  String name() {
    return String.format(
        Locale.ROOT,
        "%s/%,d rows/%d tenant%s%s%s",
        shape.entity(),
        rows,
        tenants,
        tenants == 1 ? "" : "s",
        foreignKeys ? "/foreign keys" : "",
        badPerMillion == 0 ? "" : "/" + badPerMillion / 10_000.0 + " % bad");
  }

  /** The name of its databases. */
  String database() {
    return "%s_%d_%d_%s_%d"
        .formatted(shape.entity(), rows, tenants, foreignKeys ? "fk" : "plain", badPerMillion);
  }

  /**
   * The name of its legacy database of a tenant; the same rows serve with foreign keys or without.
   */
  String legacyDatabase(int tenant) {
    return "%s_%d_%d_%d_t%d".formatted(shape.entity(), rows, tenants, badPerMillion, tenant);
  }

  List<Integer> tenantNumbers() {
    return IntStream.range(0, tenants).boxed().toList();
  }

  static String tenantName(int tenant) {
    return "district-" + tenant;
  }

  static UUID tenantId(int tenant) {
    return new UUID(0x0a00_0000_0000_4000L, 0x8000_0000_0000_0001L + tenant);
  }

  /** The manifest that brings it over. */
  String manifest(Sites sites, Link link, boolean rebuildIndexes) {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        """
        name: bench
        uuidSecret: "{{env:UUID_SECRET}}"
        conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
        deadLetters: { maxShare: 5%% }
        defaults:
          batch: { rows: 10000, bytes: 16MB }
          legacy: { user: "%s", password: "{{env:LEGACY_PASSWORD}}", maxConnections: 8 }
        services:
          target: { url: "%s", user: %s, password: "{{env:TARGET_PASSWORD}}", schema: public, maxConnections: 12 }
        phases: { 1: Parents, 2: Rows }
        tenants:
        """
            .formatted(sites.legacyUser(), sites.targetUrl(database(), link), Sites.TARGET_USER));
    for (int tenant : tenantNumbers()) {
      yaml.append(
          "  - { id: %s, name: %s, zone: America/Chicago, legacy: { url: \"%s\" } }%n"
              .formatted(
                  tenantId(tenant), tenantName(tenant), sites.legacyUrl(legacyDatabase(tenant))));
    }
    yaml.append(
        """
        entities:
          learner:
            service: target
            phase: 1
            legacy: { table: dbo.Learner, key: Id }
            into: { learners: { name: Name } }
          course:
            service: target
            phase: 1
            legacy: { table: dbo.Course, key: Id }
            into: { courses: { name: Name } }
        """);
    yaml.append(ShapeTables.entity(shape, rebuildIndexes));
    return yaml.toString();
  }
}
