package io.tributary.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The demo's databases, up and filled: three legacy districts and a PostgreSQL server with two
 * service databases, all in one directory that stays between runs. Thread-safe.
 *
 * <p>No shutdown hook stops the server: whoever started it closes this, after the work in hand is
 * done. Where the process is killed instead, the next start stops what was left behind.
 */
public final class DemoDatabases implements AutoCloseable {

  /** A secret would not be a constant; this one makes the demo's UUIDs the same everywhere. */
  private static final String UUID_SECRET = "northstar-demo-not-a-secret";

  private final DirectoryLock lock;
  private final Districts legacy;
  private final Services target;
  private final List<DistrictPlan> plans;

  private DemoDatabases(
      DirectoryLock lock, Districts legacy, Services target, List<DistrictPlan> plans) {
    this.lock = lock;
    this.legacy = legacy;
    this.target = target;
    this.plans = plans;
  }

  /**
   * Starts the databases of {@code manifests/northstar.yaml}.
   *
   * @param directory where they are kept; made if it isn't there
   * @param scale multiplies the students, 1 or more. Another scale than the last one's makes new
   *     legacy data, and throws away what was loaded from the old
   * @throws io.tributary.fault.RefusedException if another demo uses the directory, or PostgreSQL
   *     cannot run as this user
   * @throws io.tributary.fault.MigrationException if a database cannot be made or started; what is
   *     half made is made again by the next start
   */
  public static DemoDatabases start(Path directory, int scale) {
    return start(directory, DistrictPlan.northstar(scale));
  }

  /**
   * As {@link #start(Path, int)}, with databases on servers that are there already. On them it
   * makes databases of its own and a login that may use nothing else; they stay.
   *
   * @param legacy a SQL Server for the districts; empty for H2
   * @param target a PostgreSQL server for the services; empty for an embedded one
   * @throws io.tributary.fault.RefusedException also if a server has databases of such names that
   *     are not the demo's
   */
  public static DemoDatabases start(
      Path directory, int scale, Optional<ServerLogin> legacy, Optional<ServerLogin> target) {
    return start(
        directory,
        directory.resolve("postgresql-binaries"),
        DistrictPlan.northstar(scale),
        legacy.map(login -> new SqlServerDistricts(login, SqlServerDistricts.PREFIX)),
        target);
  }

  /** Starts databases for other districts than the manifest's; otherwise the same. */
  public static DemoDatabases start(Path directory, List<DistrictPlan> plans) {
    return start(directory, directory.resolve("postgresql-binaries"), plans);
  }

  /** Starts with PostgreSQL's binaries elsewhere, to be shared by directories. */
  static DemoDatabases start(Path directory, Path binaries, List<DistrictPlan> plans) {
    return start(directory, binaries, plans, Optional.empty(), Optional.empty());
  }

  /** Starts with districts that are elsewhere, unless they are to be H2's files. */
  static DemoDatabases start(
      Path directory,
      Path binaries,
      List<DistrictPlan> plans,
      Optional<? extends Districts> elsewhere,
      Optional<ServerLogin> targetServer) {
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      Districts legacy =
          elsewhere
              .<Districts>map(districts -> districts)
              .orElseGet(() -> new LegacyFiles(directory.resolve("legacy")));
      String loadedFrom = plans.stream().map(legacy::fingerprint).collect(Collectors.joining());
      Supplier<Services> services =
          () ->
              targetServer
                  .<Services>map(login -> ServicesOnServer.prepare(login, loadedFrom))
                  .orElseGet(
                      () ->
                          TargetServer.start(
                              directory.resolve("postgresql"), binaries, loadedFrom));
      return new DemoDatabases(lock, legacy, startAll(services, legacy, plans), plans);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** PostgreSQL starts while the districts are generated. */
  private static Services startAll(
      Supplier<Services> services, Districts legacy, List<DistrictPlan> plans) {
    ExecutorService threads = Executors.newFixedThreadPool(plans.size() + 1);
    try {
      CompletableFuture<Services> target = CompletableFuture.supplyAsync(services, threads);
      List<CompletableFuture<?>> parts = new ArrayList<>();
      parts.add(target);
      for (DistrictPlan plan : plans) {
        parts.add(CompletableFuture.runAsync(() -> legacy.ensure(plan), threads));
      }
      return joinAll(target, parts);
    } finally {
      threads.shutdown();
    }
  }

  private static Services joinAll(
      CompletableFuture<Services> target, List<CompletableFuture<?>> parts) {
    try {
      CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).join();
      return target.join();
    } catch (CompletionException e) {
      if (!target.isCompletedExceptionally()) {
        target.join().close();
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** The values of the manifest's placeholders, by name of the environment variable. */
  public Map<String, String> environment() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("IDENTITY_DB_URL", target.url("identity"));
    values.put("STUDENTS_DB_URL", target.url("students"));
    values.put("TARGET_DB_PASSWORD", target.password());
    for (DistrictPlan plan : plans) {
      values.put(plan.urlVariable(), legacy.url(plan));
    }
    values.put("LEGACY_DB_PASSWORD", legacy.password());
    values.put("TRIBUTARY_UUID_SECRET", UUID_SECRET);
    return Map.copyOf(values);
  }

  /**
   * Commands to look at the result with, one a line. In the identity database row-level security
   * shows a session the rows of the tenant that it has set: here the first district's.
   */
  public List<String> psqlLines() {
    String server = "postgresql://" + TargetSchema.ROLE + "@" + target.address();
    return List.of(
        "psql " + server + "/students",
        "PGOPTIONS='-c app.tenant_id=%s' psql %s/identity"
            .formatted(plans.get(0).tenantId(), server));
  }

  /** Stops the server and gives the directory free; the data stays. */
  @Override
  public void close() {
    try {
      target.close();
    } finally {
      lock.close();
    }
  }
}
