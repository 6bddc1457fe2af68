package io.tributary.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private final LegacyFiles legacy;
  private final TargetServer target;
  private final List<DistrictPlan> plans;

  private DemoDatabases(
      DirectoryLock lock, LegacyFiles legacy, TargetServer target, List<DistrictPlan> plans) {
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

  /** Starts databases for other districts than the manifest's; otherwise the same. */
  public static DemoDatabases start(Path directory, List<DistrictPlan> plans) {
    return start(directory, directory.resolve("postgresql-binaries"), plans);
  }

  /** Starts with PostgreSQL's binaries elsewhere, to be shared by directories. */
  static DemoDatabases start(Path directory, Path binaries, List<DistrictPlan> plans) {
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      LegacyFiles legacy = new LegacyFiles(directory.resolve("legacy"));
      return new DemoDatabases(lock, legacy, startAll(directory, binaries, legacy, plans), plans);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** PostgreSQL starts while the districts are generated. */
  private static TargetServer startAll(
      Path directory, Path binaries, LegacyFiles legacy, List<DistrictPlan> plans) {
    String loadedFrom = plans.stream().map(LegacyFiles::fingerprint).collect(Collectors.joining());
    ExecutorService threads = Executors.newFixedThreadPool(plans.size() + 1);
    try {
      CompletableFuture<TargetServer> target =
          CompletableFuture.supplyAsync(
              () -> TargetServer.start(directory.resolve("postgresql"), binaries, loadedFrom),
              threads);
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

  private static TargetServer joinAll(
      CompletableFuture<TargetServer> target, List<CompletableFuture<?>> parts) {
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
    values.put("TARGET_DB_PASSWORD", TargetSchema.PASSWORD);
    for (DistrictPlan plan : plans) {
      values.put(plan.urlVariable(), legacy.url(plan));
    }
    values.put("LEGACY_DB_PASSWORD", LegacyFiles.PASSWORD);
    values.put("TRIBUTARY_UUID_SECRET", UUID_SECRET);
    return Map.copyOf(values);
  }

  /**
   * Commands to look at the result with, one a line. In the identity database row-level security
   * shows a session the rows of the tenant that it has set: here the first district's.
   */
  public List<String> psqlLines() {
    String server = "postgresql://" + TargetSchema.ROLE + "@localhost:" + target.port();
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
