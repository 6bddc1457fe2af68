package io.tributary.validate;

import static java.util.stream.Collectors.joining;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetTable;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which rows have a UUID that must be theirs alone: those of each target table once, whichever
 * entities fill it. A table whose key is by its mapping that of another row (a further table with
 * the main row's UUID) takes no part.
 */
final class UuidSources {

  private final Manifest manifest;
  private final Function<String, Map<String, TargetTable>> catalog;
  private final List<Tenant> tenants;

  /**
   * Sources in a manifest's services.
   *
   * @param catalog the target tables of a service, by name
   * @param tenants whose rows are looked at, at least one; all rows, if these are all tenants
   */
  UuidSources(
      Manifest manifest, Function<String, Map<String, TargetTable>> catalog, List<Tenant> tenants) {
    this.manifest = manifest;
    this.catalog = catalog;
    this.tenants = tenants;
  }

  /** The sources in the tables of some entities; what is not there is told. */
  List<UuidSource> of(Collection<Entity> entities, CheckTally tally) {
    List<UuidSource> sources = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (Entity entity : entities) {
      Service service = manifest.service(entity.service());
      Set<String> there = catalog.apply(service.name()).keySet();
      if (!entity.into().stream().map(TableMapping::table).allMatch(there::contains)) {
        tally.notDone("a table of " + entity.name() + " is not there");
        continue;
      }
      for (TableMapping mapping : entity.into()) {
        Optional<ComparedTable> table = compared(entity, tenants.get(0)).compare(mapping);
        boolean isNew =
            seen.add(List.of(service.connection().url(), service.schema(), mapping.table()));
        if (isNew && table.isPresent() && hasKeysOfItsOwn(entity, mapping, table.get())) {
          add(service, entity, mapping, table.get(), sources);
        }
      }
    }
    return sources;
  }

  private static boolean hasKeysOfItsOwn(Entity entity, TableMapping mapping, ComparedTable table) {
    boolean main = mapping.equals(entity.into().get(0));
    return mapping.columns().stream()
        .filter(column -> Quoted.name(column.column()).equals(table.keyName()))
        .allMatch(
            column ->
                column.source() instanceof ValueSource.RowId
                    || (main && column.source() instanceof ValueSource.Self));
  }

  private void add(
      Service service,
      Entity entity,
      TableMapping mapping,
      ComparedTable table,
      List<UuidSource> sources) {
    if (service.tenantSetting().isEmpty()) {
      boolean all = tenants.size() == manifest.tenants().size();
      sources.add(
          new UuidSource(
              service,
              table,
              Optional.empty(),
              all ? Optional.empty() : ofTenants(entity, mapping, tenants)));
      return;
    }
    // Row-level security shows the rows of one tenant at a time; shared rows it shows to each.
    boolean shared = compared(entity, tenants.get(0)).isShared();
    for (Tenant tenant : shared ? tenants.subList(0, 1) : tenants) {
      sources.add(
          new UuidSource(
              service, table, Optional.of(tenant), ofTenants(entity, mapping, List.of(tenant))));
    }
  }

  private Optional<String> ofTenants(Entity entity, TableMapping mapping, List<Tenant> wanted) {
    List<String> conditions =
        wanted.stream()
            .flatMap(
                tenant ->
                    compared(entity, tenant)
                        .ofTenant(mapping, "t")
                        .map(condition -> condition.replace("?", "'" + tenant.id() + "'"))
                        .stream())
            .toList();
    return conditions.isEmpty()
        ? Optional.empty()
        : Optional.of(conditions.stream().collect(joining(" OR ")));
  }

  private ComparedEntity compared(Entity entity, Tenant tenant) {
    return new ComparedEntity(manifest, entity, tenant, catalog);
  }
}
