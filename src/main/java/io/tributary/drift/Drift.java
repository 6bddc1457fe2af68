package io.tributary.drift;

import static java.util.Comparator.comparing;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.ledger.SchemaSnapshots;
import io.tributary.ledger.SchemaSnapshots.Side;
import io.tributary.legacy.LegacyDatabases;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Freezes the schemas of legacy databases and services, and compares them with what is there now.
 * For one thread at a time.
 */
public final class Drift {

  private static final Comparator<Difference> WORST_FIRST =
      comparing(Difference::severity)
          .reversed()
          .thenComparing(Difference::database)
          .thenComparing(Difference::element);

  private final Manifest manifest;
  private final LegacyDatabases legacy;
  private final Function<Service, Connection> services;
  private final SchemaSnapshots snapshots;
  private final SchemaJson json = new SchemaJson();

  /**
   * Drift of a manifest's databases.
   *
   * @param services opens a connection to a service, which is closed here, or throws
   * @param snapshots the frozen schemas, in the control database
   */
  public Drift(
      Manifest manifest,
      LegacyDatabases legacy,
      Function<Service, Connection> services,
      SchemaSnapshots snapshots) {
    this.manifest = manifest;
    this.legacy = legacy;
    this.services = services;
    this.snapshots = snapshots;
  }

  /**
   * Which databases are looked at, and whose differences are told.
   *
   * @param tenants in the order of the manifest
   * @param services in the order of the manifest
   * @param entities differences that concern other entities and none of these are left out
   */
  public record Scope(List<Tenant> tenants, List<Service> services, Predicate<Entity> entities) {}

  /**
   * Keeps the schemas as they are now. A database that cannot be read keeps what was frozen of it
   * before; the report's problems name it.
   *
   * @return with the districts' differences, and none from what was frozen
   */
  public DriftReport freeze(Scope scope) {
    Looking looking = new Looking();
    for (Tenant tenant : scope.tenants) {
      looking.at(
          tenant, schema -> looking.freeze(Side.LEGACY, subject(tenant), tenant.name(), schema));
    }
    for (Service service : scope.services) {
      looking.at(
          service, schema -> looking.freeze(Side.TARGET, service.name(), service.name(), schema));
    }
    return looking.report(List.of());
  }

  /**
   * Compares the schemas with those that were frozen last.
   *
   * @throws InvalidInputException if none of them was ever frozen
   */
  public DriftReport check(Scope scope) {
    Looking looking = new Looking();
    List<Difference> differences = new ArrayList<>();
    for (Tenant tenant : scope.tenants) {
      String database = "legacy database of " + tenant.name();
      looking.at(
          tenant,
          now ->
              compare(looking, database, Side.LEGACY, subject(tenant), now)
                  .map(change -> judgeLegacy(database, change, scope))
                  .forEach(differences::addAll));
    }
    for (Service service : scope.services) {
      String database = "service " + service.name();
      looking.at(
          service,
          now ->
              compare(looking, database, Side.TARGET, service.name(), now)
                  .map(change -> judgeTarget(service, change, scope))
                  .forEach(differences::addAll));
    }
    if (looking.frozen == 0 && looking.problems.isEmpty()) {
      throw nothingFrozen(manifest);
    }
    looking.unfrozen.forEach(database -> differences.add(neverFrozen(database)));
    return looking.report(differences.stream().sorted(WORST_FIRST).toList());
  }

  /** That there is nothing to compare with. */
  public static InvalidInputException nothingFrozen(Manifest manifest) {
    return new InvalidInputException(
        new Problem(
            DriftCode.NOTHING_FROZEN,
            manifest.file().toString(),
            "no schema was frozen yet",
            "Freeze them while the migration is as it should be: tributary drift freeze."));
  }

  private Stream<Comparison.Change> compare(
      Looking looking, String database, Side side, String subject, Schema now) {
    Optional<String> frozen = snapshots.latest(side, subject);
    if (frozen.isEmpty()) {
      looking.unfrozen.add(database);
      return Stream.empty();
    }
    looking.frozen++;
    Naming naming = side == Side.LEGACY ? Naming.ANY_CASE : Naming.EXACT;
    return Comparison.of(json.read(frozen.get(), database), now, naming).stream();
  }

  private List<Difference> judgeLegacy(String database, Comparison.Change change, Scope scope) {
    String table = change.table().name();
    List<Entity> readers = LegacyRules.readers(table, manifest.entities().values().stream());
    if (readers.isEmpty()) {
      boolean skipped =
          manifest.skipped().stream().anyMatch(s -> s.displayName().equalsIgnoreCase(table));
      return List.of(difference(database, LegacyRules.judgeUnread(change, skipped), List.of()));
    }
    return judged(database, readers, scope, entity -> LegacyRules.judge(change, entity));
  }

  private List<Difference> judgeTarget(Service service, Comparison.Change change, Scope scope) {
    String database = "service " + service.name();
    String table = change.table().name();
    List<Entity> fillers =
        manifest.entities().values().stream()
            .filter(entity -> entity.service().equals(service.name()))
            .filter(
                entity ->
                    entity.into().stream()
                        .anyMatch(t -> table.equals(service.schema() + "." + t.table())))
            .toList();
    if (fillers.isEmpty()) {
      return List.of(difference(database, TargetRules.judgeUnfilled(change), List.of()));
    }
    return judged(
        database,
        fillers,
        scope,
        entity -> TargetRules.judge(change, entity, manifest, service.schema()));
  }

  /** One difference for all entities for which it means the same. */
  private static List<Difference> judged(
      String database, List<Entity> entities, Scope scope, Function<Entity, Judgement> rule) {
    return entities.stream()
        .filter(scope.entities)
        .collect(
            Collectors.groupingBy(
                rule, LinkedHashMap::new, Collectors.mapping(Entity::name, Collectors.toList())))
        .entrySet()
        .stream()
        .map(entry -> difference(database, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Difference difference(
      String database, Judgement judgement, List<String> entities) {
    return new Difference(
        database,
        judgement.element(),
        judgement.what(),
        judgement.severity(),
        entities,
        judgement.why());
  }

  private static Difference neverFrozen(String database) {
    return new Difference(
        database,
        "all",
        "was never frozen",
        Severity.ATTENTION,
        List.of(),
        "there is nothing to compare it with: tributary drift freeze");
  }

  private static String subject(Tenant tenant) {
    return tenant.id().toString();
  }

  /** A look at several databases, one after the other. */
  private final class Looking {

    private final Districts districts = new Districts();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> unfrozen = new LinkedHashSet<>();
    private int databases;
    private int frozen;

    private void at(Tenant tenant, Consumer<Schema> use) {
      look(
          () -> LegacySchemas.read(legacy.of(tenant), manifest.entities().values()),
          schema -> {
            districts.add(tenant.name(), schema);
            use.accept(schema);
          });
    }

    private void at(Service service, Consumer<Schema> use) {
      look(() -> read(service), use);
    }

    /**
     * What the control database cannot do ends the whole; a database that cannot be read does not.
     */
    private void look(Supplier<Schema> reading, Consumer<Schema> use) {
      Schema schema;
      try {
        schema = reading.get();
      } catch (TributaryException unreadable) {
        problems.addAll(unreadable.problems());
        return;
      }
      databases++;
      use.accept(schema);
    }

    private void freeze(Side side, String subject, String name, Schema schema) {
      snapshots.freeze(
          List.of(new SchemaSnapshots.Frozen(side, subject, name, json.write(schema))));
    }

    private DriftReport report(List<Difference> differences) {
      return new DriftReport(
          databases,
          differences,
          districts.differences(manifest.entities().values()),
          List.copyOf(problems));
    }
  }

  private Schema read(Service service) {
    try (Connection connection = services.apply(service)) {
      return TargetSchemas.read(connection, service);
    } catch (SQLException e) {
      throw TargetSchemas.unreadable(service, e);
    }
  }
}
