package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Retries;
import io.tributary.manifest.Connection;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Secret;
import io.tributary.manifest.Tenant;
import io.tributary.testing.TestLegacy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections: opened late, counted a server, given back. */
class LegacyDatabasesTest {

  private static final String SESSIONS = "SELECT COUNT(*) - 1 FROM INFORMATION_SCHEMA.SESSIONS";

  private final TestLegacy legacy = TestLegacy.create();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() throws Exception {
    threads.shutdownNow();
    legacy.close();
  }

  @Test
  void aPoolOpensOnFirstUseOnly() {
    List<Tenant> tenants =
        IntStream.range(0, 300).mapToObj(i -> District.tenant("t" + i, legacy.url(), 2)).toList();

    try (LegacyDatabases databases = databases(tenants)) {
      assertThat(legacy.query(SESSIONS)).containsExactly("0");
      assertThat(databases.of(tenants.get(7)).fault()).isEmpty();
      databases.of(tenants.get(9)).version();

      assertThat(tenants.stream().filter(t -> databases.of(t).isOpen()))
          .containsExactly(tenants.get(9));
    }
  }

  @Test
  void tenantsOfOneServerNeverHaveMoreConnectionsThanTheSmallestCap() throws Exception {
    List<Tenant> tenants =
        IntStream.range(0, 8)
            .mapToObj(i -> District.tenant("t" + i, legacy.url() + ";IGNORECASE=FALSE", 2 + i))
            .toList();

    try (LegacyDatabases databases = databases(tenants)) {
      List<Callable<Integer>> readings = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        LegacyDatabase database = databases.of(tenants.get(i % tenants.size()));
        readings.add(() -> sessions(database));
      }
      for (Future<Integer> seen : threads.invokeAll(readings)) {
        assertThat(seen.get()).isBetween(1, 2);
      }
    }
  }

  @Test
  void whoWaitsForAConnectionGetsItOnceOneIsGivenBack() throws Exception {
    LegacyServer server = new LegacyServer("s", 1);
    server.takeTurn();

    Future<?> waiting = threads.submit(server::takeTurn);
    assertThat(server.tryTurn()).isFalse();
    server.giveTurnBack();

    waiting.get(10, TimeUnit.SECONDS);
  }

  @Test
  void anInterruptedWaitIsAnError() throws Exception {
    LegacyServer server = new LegacyServer("s", 1);
    server.takeTurn();

    Future<Boolean> interrupted =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(server::takeTurn)
                  .isInstanceOf(MigrationException.class)
                  .hasMessageContaining("TRB-0314");
              return Thread.currentThread().isInterrupted();
            });

    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aPageIsReadAtSnapshotIsolationAndReadOnly() {
    Tenant tenant = District.tenant("t", legacy.url(), 2);

    try (LegacyDatabases databases = databases(List.of(tenant))) {
      String isolation =
          one(
              databases.of(tenant),
              "SELECT ISOLATION_LEVEL FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_ID ="
                  + " SESSION_ID()");

      assertThat(isolation).isEqualTo("SNAPSHOT");
    }
  }

  @Test
  void aDatabaseThatCannotBeReachedIsAnErrorWithoutItsPassword() {
    Tenant wrong = withPassword(District.tenant("t", legacy.url(), 2), "geheim");

    try (LegacyDatabases databases = databases(List.of(wrong))) {
      LegacyDatabase database = databases.of(wrong);

      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(database::version)
            .isInstanceOf(MigrationException.class)
            .hasMessageContainingAll("TRB-0302", "legacy database of t", "m.yaml:3:5")
            .hasCauseInstanceOf(SQLException.class)
            .hasStackTraceContaining("28000")
            .hasMessageNotContaining("geheim");
      }
    }
  }

  @Test
  void aClosedDatabaseIsNotOpenedAgain() {
    Tenant tenant = District.tenant("t", legacy.url(), 2);
    LegacyDatabases databases = databases(List.of(tenant));
    LegacyDatabase database = databases.of(tenant);
    database.version();

    databases.close();

    assertThat(legacy.query(SESSIONS)).containsExactly("0");
    assertThatThrownBy(database::version).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTenantOfAnotherManifestIsRefused() {
    try (LegacyDatabases databases = databases(List.of())) {
      assertThatThrownBy(() -> databases.of(District.tenant("x", legacy.url(), 1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static int sessions(LegacyDatabase database) {
    return Integer.parseInt(one(database, SESSIONS));
  }

  private static String one(LegacyDatabase database, String sql) {
    var entity =
        District.entity(
            "q",
            District.query("SELECT 1 AS [Id], (" + sql + ") AS [Answer]", "Id"),
            java.util.Set.of());
    return String.valueOf(database.readColumns(entity, List.of("Answer")).get(0)[0]);
  }

  private static LegacyDatabases databases(List<Tenant> tenants) {
    Manifest manifest = District.manifest(tenants, Map.of());
    return new LegacyDatabases(manifest, Retries.NONE, Duration.ofMinutes(1));
  }

  private static Tenant withPassword(Tenant tenant, String password) {
    Connection c = tenant.legacy();
    return new Tenant(
        tenant.id(),
        tenant.name(),
        tenant.zone(),
        new Connection(
            c.url(),
            c.user(),
            Optional.of(new Secret(password)),
            c.properties(),
            c.maxConnections()),
        tenant.at());
  }
}
