package io.tributary.validate;

import static java.util.stream.Collectors.joining;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetTable;
import io.tributary.ledger.Session;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Level 5 over everything: no UUID is that of two rows, whichever tables and services they are in.
 *
 * <p>The UUIDs of all tables flow into a temporary table of the first service, about 40 bytes of
 * its disk each, and are grouped there: what this process holds does not grow with their number. A
 * table whose key is by its mapping that of another row (a further table with the main row's UUID)
 * takes no part; and where only one table does, its primary key is proof enough. For one thread.
 */
public final class UuidUniqueness {

  private static final String SUBJECT = "UUIDs over all tables and services";
  private static final String UUIDS = "pg_temp.\"uuids\"";

  private final Manifest manifest;
  private final Function<String, Map<String, TargetTable>> catalog;
  private final Function<String, Session> connect;

  /** A table of UUIDs; its place in the list of sources is its number. */
  private record Source(Service service, Entity entity, TableMapping mapping, ComparedTable table) {

    String name() {
      return service.name() + "." + table.name();
    }
  }

  /**
   * Uniqueness in a manifest's services.
   *
   * @param catalog the target tables of a service, by name
   * @param connect opens connections to a service, outside its pool
   */
  public UuidUniqueness(
      Manifest manifest,
      Function<String, Map<String, TargetTable>> catalog,
      Function<String, Session> connect) {
    this.manifest = manifest;
    this.catalog = catalog;
    this.connect = connect;
  }

  /** What there is to say if they cannot be looked at. */
  public static Check notDone(String why) {
    return Check.notDone(Level.UNIQUENESS, SUBJECT, why);
  }

  /**
   * Looks for UUIDs that are there more than once.
   *
   * @param entities whose tables are looked at
   * @param tenants whose rows are looked at, at least one; all rows, if these are all tenants
   * @param goesOn whether another table may be read
   * @throws io.tributary.fault.MigrationException if a service fails
   */
  public Check check(Collection<Entity> entities, List<Tenant> tenants, BooleanSupplier goesOn) {
    CheckTally tally = new CheckTally(Level.UNIQUENESS, SUBJECT);
    List<Source> sources = sources(entities, tenants.get(0), tally);
    if (sources.size() == 1 && sources.get(0).table.isKeyUnique()) {
      tally.note("the one table's primary key keeps its UUIDs apart");
      return tally.result();
    }
    Service home = manifest.services().values().iterator().next();
    try (ProofSession collected = open(home, tenants.get(0))) {
      collected.look(
          connection ->
              execute(
                  connection,
                  "CREATE TEMPORARY TABLE \"uuids\" (\"id\" uuid NOT NULL, \"source\" int4 NOT NULL)"));
      for (int number = 0; number < sources.size(); number++) {
        if (!goesOn.getAsBoolean()) {
          tally.notDone("it was stopped before all tables were read");
          return tally.result();
        }
        Source source = sources.get(number);
        if (source.service.equals(home) && home.tenantSetting().isEmpty()) {
          tally.looked(insert(query(source, number, tenants), collected));
        } else {
          collect(source, number, tenants, collected, tally);
        }
      }
      FoundRows repeated = collected.look(connection -> repeated(connection, tenants.get(0)));
      repeated.rows().forEach(row -> tally.add(difference(row, sources)));
      tally.addUnlisted(repeated.unlisted());
    }
    return tally.result();
  }

  /** Each table once, whichever entities fill it. */
  private List<Source> sources(Collection<Entity> entities, Tenant tenant, CheckTally tally) {
    List<Source> sources = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (Entity entity : entities) {
      Service service = manifest.service(entity.service());
      Set<String> there = catalog.apply(service.name()).keySet();
      if (!entity.into().stream().map(TableMapping::table).allMatch(there::contains)) {
        tally.notDone("a table of " + entity.name() + " is not there");
        continue;
      }
      ComparedEntity compared = new ComparedEntity(manifest, entity, tenant, catalog);
      for (TableMapping mapping : entity.into()) {
        Optional<ComparedTable> table = compared.compare(mapping, 0);
        boolean isNew =
            seen.add(List.of(service.connection().url(), service.schema(), mapping.table()));
        if (isNew && table.isPresent() && hasKeysOfItsOwn(entity, mapping, table.get())) {
          sources.add(new Source(service, entity, mapping, table.get()));
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

  private void collect(
      Source source, int number, List<Tenant> tenants, ProofSession collected, CheckTally tally) {
    if (source.service.tenantSetting().isEmpty()) {
      try (ProofSession session = open(source.service, tenants.get(0))) {
        tally.looked(pipe(source, number, tenants, session, collected));
      }
      return;
    }
    // Row-level security shows the rows of one tenant at a time.
    for (Tenant tenant : tenants) {
      try (ProofSession session = open(source.service, tenant)) {
        tally.looked(pipe(source, number, List.of(tenant), session, collected));
      }
      if (compared(source, tenant).isShared()) {
        return;
      }
    }
  }

  private long pipe(
      Source source,
      int number,
      List<Tenant> tenants,
      ProofSession session,
      ProofSession collected) {
    String sql = query(source, number, tenants);
    return session.look(from -> collected.look(to -> new CopyPipe(from, to).run(sql, UUIDS)));
  }

  private static long insert(String query, ProofSession collected) {
    return collected.look(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate("INSERT INTO " + UUIDS + " " + query);
          }
        });
  }

  /** The UUIDs of some tenants' rows, with the number of their table. */
  private String query(Source source, int number, List<Tenant> tenants) {
    boolean all =
        source.service.tenantSetting().isEmpty() && tenants.size() == manifest.tenants().size();
    return "SELECT t.%s, %d::int4 FROM %s AS t%s"
        .formatted(
            source.table.keyName(),
            number,
            Quoted.table(source.table.table()),
            all ? "" : ofTenants(source, tenants));
  }

  private String ofTenants(Source source, List<Tenant> tenants) {
    List<String> conditions =
        tenants.stream()
            .flatMap(
                tenant ->
                    compared(source, tenant)
                        .ofTenant(source.mapping, "t")
                        .map(condition -> condition.replace("?", "'" + tenant.id() + "'"))
                        .stream())
            .toList();
    return conditions.isEmpty() ? "" : conditions.stream().collect(joining(" OR ", " WHERE ", ""));
  }

  private ComparedEntity compared(Source source, Tenant tenant) {
    return new ComparedEntity(manifest, source.entity, tenant, catalog);
  }

  private static FoundRows repeated(Connection connection, Tenant tenant) throws SQLException {
    execute(connection, "SET LOCAL work_mem = '64MB'");
    execute(connection, "ANALYZE " + UUIDS);
    String sql =
        """
        SELECT u."id"::text, string_agg(DISTINCT u."source"::text, ',') AS "sources"
        FROM %s AS u GROUP BY u."id" HAVING count(*) > 1
        """
            .formatted(UUIDS);
    return FoundRows.of(connection, sql, tenant, 0);
  }

  private static Difference difference(FoundRows.Row row, List<Source> sources) {
    List<String> names =
        Arrays.stream(String.valueOf(row.second()).split(","))
            .map(number -> sources.get(Integer.parseInt(number)).name())
            .sorted()
            .toList();
    return new Difference(
        DifferenceKind.DUPLICATE,
        Optional.of(names.get(0)),
        Optional.empty(),
        Optional.of(row.first()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        names.size() == 1
            ? "more than one row has the UUID"
            : "rows of " + String.join(" and ", names) + " have the same UUID");
  }

  private static boolean execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  private ProofSession open(Service service, Tenant tenant) {
    return ProofSession.open(connect.apply(service.name()), service, tenant);
  }
}
