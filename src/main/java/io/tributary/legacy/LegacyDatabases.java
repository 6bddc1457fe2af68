package io.tributary.legacy;

import static java.util.stream.Collectors.toMap;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.fault.Retries;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The legacy databases of all tenants. Making one opens nothing: a tenant's pool opens on first
 * use, and tenants on the same server share one cap on connections, the smallest that any of them
 * states. Thread-safe.
 */
public final class LegacyDatabases implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Map<String, LegacyDatabase> databases = new LinkedHashMap<>();
  private final List<LegacyPool> pools = new ArrayList<>();
  private final ScheduledThreadPoolExecutor housekeeper;
  private final ByteBudget budget = ByteBudget.ofHeap();

  /**
   * The databases of a manifest's tenants.
   *
   * @param retries tries reading again
   * @param queryTimeout how long a query for rows may take, in whole seconds: a source that stalls
   *     must not hold its partition for ever
   * @throws InvalidInputException if a legacy URL is of a kind that cannot be read
   */
  public LegacyDatabases(Manifest manifest, Retries retries, Duration queryTimeout) {
    this(manifest.tenants(), PATIENCE, retries, queryTimeout);
  }

  /** As the other one, for tenants that no manifest has yet. */
  public LegacyDatabases(List<Tenant> tenants, Retries retries, Duration queryTimeout) {
    this(tenants, PATIENCE, retries, queryTimeout);
  }

  /** As the public one, with another bound on how long opening a connection may take. */
  LegacyDatabases(Manifest manifest, Duration patience, Retries retries, Duration queryTimeout) {
    this(manifest.tenants(), patience, retries, queryTimeout);
  }

  private LegacyDatabases(
      List<Tenant> tenants, Duration patience, Retries retries, Duration queryTimeout) {
    Map<String, Dialect> dialects = dialects(tenants);
    Map<String, Integer> caps =
        tenants.stream()
            .collect(
                toMap(
                    tenant -> dialects.get(tenant.name()).server(tenant.legacy()),
                    tenant -> tenant.legacy().maxConnections(),
                    Math::min));
    this.housekeeper = new ScheduledThreadPoolExecutor(1, LegacyDatabases::daemon);
    housekeeper.setRemoveOnCancelPolicy(true);
    Map<String, LegacyServer> servers = new HashMap<>();
    for (Tenant tenant : tenants) {
      Dialect dialect = dialects.get(tenant.name());
      String name = dialect.server(tenant.legacy());
      int cap = caps.get(name);
      LegacyServer server = servers.computeIfAbsent(name, n -> new LegacyServer(n, cap));
      LegacyPool pool =
          new LegacyPool(
              tenant, dialect, server, cap, patience, housekeeper, retries, queryTimeout);
      pools.add(pool);
      databases.put(tenant.name(), new LegacyDatabase(tenant, dialect, pool));
    }
  }

  /**
   * The legacy database of a tenant.
   *
   * @throws IllegalArgumentException if the manifest has no such tenant
   */
  public LegacyDatabase of(Tenant tenant) {
    LegacyDatabase database = databases.get(tenant.name());
    if (database == null) {
      throw new IllegalArgumentException("no tenant " + tenant.name());
    }
    return database;
  }

  /** The memory that batches of all tenants share. */
  public ByteBudget budget() {
    return budget;
  }

  /** Closes all pools. Reading that goes on elsewhere fails. */
  @Override
  public void close() {
    pools.forEach(LegacyPool::close);
    housekeeper.shutdownNow();
  }

  private static Map<String, Dialect> dialects(List<Tenant> tenants) {
    Map<String, Dialect> dialects = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Tenant tenant : tenants) {
      try {
        dialects.put(tenant.name(), Dialect.of(tenant));
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
    return dialects;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "legacy-pools");
    thread.setDaemon(true);
    return thread;
  }
}
