package io.tributary.run;

import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.testing.TestMigration;
import java.nio.file.Path;

/** Two districts with pupils, clubs and rooms, for what is decided before any database is asked. */
final class UnreachedDistricts {

  private static final String MANIFEST =
      """
      name: small
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      tenants:
        - { id: 0a000000-0000-4000-8000-000000000001, name: oak, zone: UTC, legacy: { url: "jdbc:h2:mem:a" } }
        - { id: 0a000000-0000-4000-8000-000000000002, name: elm, zone: UTC, legacy: { url: "jdbc:h2:mem:b" } }
      services:
        records: { url: "jdbc:postgresql://localhost/records" }
        campus: { url: "jdbc:postgresql://localhost/campus" }
      phases: { 1: All }
      entities:
        pupil: { service: records, phase: 1, legacy: { table: Pupil, key: Id }, batch: { rows: 10 }, into: { pupils: { name: Name } } }
        club: { service: records, phase: 1, legacy: { table: Club, key: Id }, into: { clubs: { name: Name } } }
        room: { service: campus, phase: 1, legacy: { table: Room, key: Id }, into: { rooms: { name: Name } } }
      """;

  final Manifest manifest;

  UnreachedDistricts(Path directory) {
    manifest = TestMigration.by(MANIFEST, directory).manifest();
  }

  /** Something to be loaded of district oak. */
  WorkItem item(int number, String entity) {
    return item(number, entity, "oak", 100);
  }

  WorkItem item(int number, String entity, String tenant, long rows) {
    return item(number, entity, tenant, rows, PlannedPartition.State.NEW, WorkItem.Task.LOAD);
  }

  WorkItem item(
      int number,
      String entity,
      String tenant,
      long rows,
      PlannedPartition.State state,
      WorkItem.Task task) {
    PlannedPartition planned =
        new PlannedPartition(manifest.entity(entity), tenant(tenant), rows, 0, 0, 0, 0, state);
    return new WorkItem(number, planned, task);
  }

  private Tenant tenant(String name) {
    return manifest.tenants().stream()
        .filter(tenant -> tenant.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Caps by district, each its own server, and service. */
  static Caps caps(int ofServer, int ofService) {
    return new Caps() {
      @Override
      public String server(Tenant tenant) {
        return tenant.name();
      }

      @Override
      public int ofServer(Tenant tenant) {
        return ofServer;
      }

      @Override
      public int ofService(String service) {
        return ofService;
      }
    };
  }
}
