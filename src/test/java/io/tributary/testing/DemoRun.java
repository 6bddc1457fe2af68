package io.tributary.testing;

import io.tributary.demo.DemoData;
import io.tributary.demo.DemoDatabases;
import io.tributary.demo.DistrictPlan;
import io.tributary.manifest.Connection;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.run.RunResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The demo's three districts at full size, migrated once in a JVM by {@code
 * manifests/northstar.yaml} and the routes that ship. Whoever asks first waits for it; all share
 * the result, and every connection to it is read-only.
 */
public final class DemoRun {

  private final TestMigration migration;
  private final Manifest manifest;
  private final RunResult result;
  private final List<DemoDistrict> districts;

  private DemoRun(DemoDatabases databases) {
    this.migration =
        TestMigration.by(Path.of("manifests/northstar.yaml")).with(databases.environment());
    this.manifest = migration.manifest();
    this.districts = DistrictPlan.northstar(1).stream().map(this::district).toList();
    this.result = migration.run();
  }

  /** The run, whole. */
  public static DemoRun get() {
    return Once.RUN;
  }

  /** The migration, to run it again. */
  public TestMigration migration() {
    return migration;
  }

  /** What the first run said of itself. */
  public RunResult result() {
    return result;
  }

  /**
   * District A with 5,000 students, B with 3,000, C with 1,200 and rows that cannot be migrated.
   */
  public List<DemoDistrict> districts() {
    return districts;
  }

  /** One of {@code district-a}, {@code district-b} and {@code district-c}. */
  public DemoDistrict district(String name) {
    return districts.stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
  }

  /** A service's database, {@code students} or {@code identity}, as the superuser, who sees all. */
  public SqlDatabase service(String name) {
    PGSimpleDataSource source = source(name);
    source.setUser("postgres");
    source.setOptions("-c default_transaction_read_only=on");
    return new SqlDatabase(name, source);
  }

  /** A service's database as the role that migrates, with no tenant set. */
  public SqlDatabase serviceAsRole(String name) {
    PGSimpleDataSource source = asRole(name);
    source.setOptions("-c default_transaction_read_only=on");
    return new SqlDatabase(name + " as role", source);
  }

  /** A service's database as the role that migrates, with that tenant set. */
  public SqlDatabase serviceAsRole(String name, UUID tenant) {
    PGSimpleDataSource source = asRole(name);
    source.setOptions("-c default_transaction_read_only=on -c app.tenant_id=" + tenant);
    return new SqlDatabase(name + " as role for " + tenant, source);
  }

  private PGSimpleDataSource asRole(String service) {
    Connection login = manifest.service(service).connection();
    PGSimpleDataSource source = source(service);
    source.setUser(login.user().orElseThrow());
    source.setPassword(login.password().orElseThrow().reveal());
    return source;
  }

  private PGSimpleDataSource source(String service) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(manifest.service(service).connection().url());
    return source;
  }

  private DemoDistrict district(DistrictPlan plan) {
    Tenant tenant =
        manifest.tenants().stream()
            .filter(t -> t.name().equals(plan.name()))
            .findFirst()
            .orElseThrow();
    Connection login = tenant.legacy();
    JdbcConnectionPool pool =
        JdbcConnectionPool.create(
            login.url(), login.user().orElseThrow(), login.password().orElseThrow().reveal());
    return new DemoDistrict(
        plan.name(),
        plan.tenantId(),
        plan.zone(),
        new SqlDatabase(plan.name(), pool),
        DemoData.expectations(plan));
  }

  private static final class Once {

    static final DemoRun RUN = new DemoRun(start());

    private static DemoDatabases start() {
      // The library unpacks PostgreSQL once in a JVM, and every further server runs from there:
      // that
      // must not be the directory that is deleted below.
      TestPostgres.start();
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "demo-run-");
        DemoDatabases databases = DemoDatabases.start(directory, 1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(databases, directory)));
        return databases;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(DemoDatabases databases, Path directory) {
      databases.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
