package io.tributary.run;

import io.tributary.drift.Drift;
import io.tributary.drift.DriftReport;
import io.tributary.drift.Severity;
import io.tributary.fault.InvalidInputException;
import io.tributary.ledger.Ledger;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas of a manifest's databases: to freeze them, and to find out what has drifted since.
 * Can be called at any time, also while a run goes on; for one thread at a time.
 */
public final class SchemaWatch {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaWatch.class);

  private final Manifest manifest;
  private final Databases databases;

  SchemaWatch(Manifest manifest, Databases databases) {
    this.manifest = manifest;
    this.databases = databases;
  }

  /**
   * Keeps the schemas of the selected tenants and services as they are now, in the ledger of the
   * control database, which is the first service; its schema {@code migration} is created if it is
   * not there.
   *
   * @return what the districts differ in, and which databases could not be read
   * @throws InvalidInputException if the selection names what is not there
   * @throws io.tributary.fault.MigrationException if the control database does not answer
   */
  public DriftReport freeze(Selection selection) {
    selection.requireKnown(manifest);
    Ledger control = control();
    control.migrate();
    return drift(control).freeze(scope(selection));
  }

  /**
   * Compares the schemas of the selected tenants and services with those frozen last; logs it if
   * something needs attention. Writes nothing but, where an older build left it, an upgrade of
   * schema {@code migration}.
   *
   * @throws InvalidInputException if the selection names what is not there, or nothing was frozen
   * @throws io.tributary.fault.MigrationException if the control database does not answer
   */
  public DriftReport check(Selection selection) {
    selection.requireKnown(manifest);
    Ledger control = control();
    if (!control.exists()) {
      throw Drift.nothingFrozen(manifest);
    }
    control.migrate();
    DriftReport report = drift(control).check(scope(selection));
    if (report.needsAttention() || !report.problems().isEmpty()) {
      LOG.atWarn()
          .addKeyValue("event", "schema-drift")
          .addKeyValue("manifest", manifest.name())
          .addKeyValue("breaking", report.count(Severity.BREAKING))
          .addKeyValue("attention", report.count(Severity.ATTENTION))
          .addKeyValue("unreadable", report.problems().size())
          .log("schemas are not what they were when they were frozen");
    }
    return report;
  }

  private Drift drift(Ledger control) {
    return new Drift(
        manifest,
        databases.legacy(),
        service -> databases.connectOnce(service.name()),
        control.snapshots(manifest.name()));
  }

  private Ledger control() {
    String first = manifest.services().keySet().iterator().next();
    databases.requireReachable(first);
    return databases.ledger(first);
  }

  private Drift.Scope scope(Selection selection) {
    List<Service> services =
        manifest.services().values().stream()
            .filter(
                service ->
                    manifest.entities().values().stream()
                        .filter(selection::includes)
                        .map(Entity::service)
                        .anyMatch(service.name()::equals))
            .toList();
    return new Drift.Scope(
        manifest.tenants().stream().filter(selection::includes).toList(),
        services,
        selection::includes);
  }
}
