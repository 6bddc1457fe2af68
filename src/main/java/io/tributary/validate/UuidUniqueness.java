package io.tributary.validate;

import io.tributary.copy.TargetTable;
import io.tributary.ledger.Session;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Level 5 over everything: no UUID is that of two rows, whichever tables and services they are in.
 *
 * <p>All tables are read side by side in the order of their UUIDs, each by its index, so that equal
 * ones meet. A page of each is held here, and nothing is written on any server, however many rows
 * there are. UUIDs that were found are counted once more before they are told: a row may have moved
 * meanwhile. Where one table alone is looked at, its primary key is proof enough. For one thread.
 */
public final class UuidUniqueness {

  private static final String SUBJECT = "UUIDs over all tables and services";

  /**
   * The server walks along an index. Where there is none, it keeps the smallest of a table's UUIDs
   * in memory while it reads all of them.
   */
  private static final String SETTINGS = "SET enable_sort = off; SET work_mem = '128MB'";

  /** UUIDs held at once, of 16 bytes each. */
  private static final int HELD = 4_000_000;

  private static final int FEWEST_A_PAGE = 1_000;
  private static final int MOST_BY_INDEX = 20_000;
  private static final int MOST_BY_SCAN = 500_000;

  private final Manifest manifest;
  private final Function<String, Map<String, TargetTable>> catalog;
  private final Function<String, Session> connect;

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
   * @param goesOn whether more rows may be read
   * @throws io.tributary.fault.MigrationException if a service fails
   */
  public Check check(Collection<Entity> entities, List<Tenant> tenants, BooleanSupplier goesOn) {
    CheckTally tally = new CheckTally(Level.UNIQUENESS, SUBJECT);
    List<UuidSource> sources = new UuidSources(manifest, catalog, tenants).of(entities, tally);
    if (sources.stream().map(UuidSource::name).distinct().count() == 1
        && sources.get(0).table().isKeyUnique()) {
      tally.note("the one table's primary key keeps its UUIDs apart");
      return tally.result();
    }
    try (TenantSessions sessions = new TenantSessions(manifest, tenants.get(0), connect)) {
      for (String service : sources.stream().map(one -> one.service().name()).distinct().toList()) {
        sessions.of(service).look(UuidUniqueness::prepare);
      }
      RepeatedUuids repeated = new RepeatedUuids(goesOn);
      boolean isThrough = repeated.find(ordered(sources, sessions));
      tally.looked(repeated.rows());
      if (!isThrough) {
        tally.notDone("it was stopped before all tables were read");
      }
      again(repeated.first(), sources, sessions).forEach(tally::add);
      tally.addUnlisted(repeated.count() - repeated.first().size());
    }
    return tally.result();
  }

  /** Readies a session. */
  static boolean prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(SETTINGS);
    }
  }

  private static List<OrderedUuids> ordered(List<UuidSource> sources, TenantSessions sessions) {
    int share = Math.max(FEWEST_A_PAGE, HELD / Math.max(1, sources.size()));
    List<OrderedUuids> ordered = new ArrayList<>();
    for (UuidSource source : sources) {
      ProofSession session = sessions.of(source.service().name());
      int most = session.look(source::isIndexed) ? MOST_BY_INDEX : MOST_BY_SCAN;
      ordered.add(new OrderedUuids(source, session, Math.min(most, share)));
    }
    return ordered;
  }

  /** Those that are still there more than once. */
  private static List<Difference> again(
      List<UUID> found, List<UuidSource> sources, TenantSessions sessions) {
    Map<UUID, Long> rows = new HashMap<>();
    Map<UUID, TreeSet<String>> names = new HashMap<>();
    if (!found.isEmpty()) {
      for (UuidSource source : sources) {
        sessions
            .of(source.service().name())
            .look(connection -> source.count(connection, found))
            .forEach(
                (id, count) -> {
                  rows.merge(id, count, Long::sum);
                  names.computeIfAbsent(id, any -> new TreeSet<>()).add(source.name());
                });
      }
    }
    return found.stream()
        .filter(id -> rows.getOrDefault(id, 0L) > 1)
        .map(id -> difference(id, List.copyOf(names.getOrDefault(id, new TreeSet<>()))))
        .toList();
  }

  private static Difference difference(UUID id, List<String> names) {
    return new Difference(
        DifferenceKind.DUPLICATE,
        Optional.of(names.get(0)),
        Optional.empty(),
        Optional.of(id.toString()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        names.size() == 1
            ? "more than one row has the UUID"
            : "rows of " + String.join(" and ", names) + " have the same UUID");
  }
}
