package io.tributary.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.RefusedException;
import io.tributary.manifest.Secret;
import io.tributary.run.RunResult;
import io.tributary.testing.LegacyKind;
import io.tributary.testing.SqlServerUnderTest;
import io.tributary.testing.TestLegacy;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on servers that are there already: a PostgreSQL for the services, a SQL Server. */
class DemoOnServersTest {

  private final TestPostgres postgres = TestPostgres.create();
  private final ServerLogin target = login(postgres);

  @TempDir private Path directory;

  private static ServerLogin login(TestPostgres postgres) {
    return new ServerLogin(
        postgres.url().replaceAll("/[^/]*$", ""), "postgres", new Secret("trusted anyway"));
  }

  @BeforeEach
  @AfterEach
  void dropServices() throws SQLException {
    for (String database : TargetSchema.DATABASES) {
      administer("DROP DATABASE IF EXISTS \"" + database + "\"");
    }
  }

  @Test
  void theServicesAreMadeOnAServerThatIsThereAndUsedAgain() {
    List<DistrictPlan> plans = Plans.small();

    RunResult first = migrate(plans, Optional.empty());
    RunResult second = migrate(plans, Optional.empty());

    assertAllIsAsExpected(first, plans);
    assertThat(second.isComplete()).isTrue();
    assertThat(second.accounting().read()).isZero();
  }

  @Test
  void aDatabaseOfSomebodyElseIsNotTouched() throws SQLException {
    administer("CREATE DATABASE \"students\"");

    assertThatThrownBy(() -> migrate(Plans.small(), Optional.empty()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContainingAll("TRB-0808", "students");
  }

  @Test
  void cleanDistrictsMoveFromASqlServer() throws SQLException {
    SqlServerUnderTest server = SqlServerUnderTest.required();
    List<DistrictPlan> plans =
        Plans.small().stream()
            .map(
                plan ->
                    new DistrictPlan(
                        plan.name(), plan.tenantId(), plan.number(), plan.zone(), 60, false))
            .toList();

    assertAllIsAsExpected(migrateFrom(server, plans), plans);
  }

  @Test
  void dirtyDistrictsMoveFromASqlServer() throws SQLException {
    SqlServerUnderTest server = SqlServerUnderTest.required();
    try (TestLegacy any = TestLegacy.create(LegacyKind.SQL_SERVER)) {
      any.require("NUL characters", LegacyKind.SQL_SERVER.holdsNul());
    }

    assertAllIsAsExpected(migrateFrom(server, Plans.small()), Plans.small());
  }

  @Test
  void aDatabaseOnTheSqlServerThatIsNotTheDemosIsNotTouched() throws SQLException {
    SqlServerUnderTest server = SqlServerUnderTest.required();
    SqlServerDistricts districts = districts(server);
    String database = districts.database(Plans.clean());
    administer(server, "CREATE DATABASE [" + database + "]");
    try {
      assertThatThrownBy(() -> districts.ensure(Plans.clean()))
          .isInstanceOf(RefusedException.class)
          .hasMessageContainingAll("TRB-0807", database);
    } finally {
      administer(server, "DROP DATABASE [" + database + "]");
    }
  }

  private RunResult migrateFrom(SqlServerUnderTest server, List<DistrictPlan> plans)
      throws SQLException {
    SqlServerDistricts districts = districts(server);
    try {
      return migrate(plans, Optional.of(districts));
    } finally {
      for (DistrictPlan plan : plans) {
        administer(
            server,
            "IF DB_ID('%1$s') IS NOT NULL DROP DATABASE [%1$s]"
                .formatted(districts.database(plan)));
      }
    }
  }

  private static SqlServerDistricts districts(SqlServerUnderTest server) {
    return new SqlServerDistricts(
        new ServerLogin(server.url(), server.user(), new Secret(server.password())),
        "tributary_test_" + UUID.randomUUID().toString().substring(0, 8) + "_");
  }

  private RunResult migrate(List<DistrictPlan> plans, Optional<Districts> districts) {
    Path binaries = directory.resolve("postgresql-binaries");
    try (DemoDatabases databases =
        DemoDatabases.start(directory, binaries, plans, districts, Optional.of(target))) {
      return TestMigration.by(Path.of("manifests/northstar.yaml"))
          .with(databases.environment())
          .run();
    }
  }

  private static void assertAllIsAsExpected(RunResult result, List<DistrictPlan> plans) {
    assertThat(result.isComplete()).as(result.toString()).isTrue();
    long dead = 0;
    long loaded = 0;
    for (DistrictPlan plan : plans) {
      for (Expectations.Rows rows : DemoData.expectations(plan).entities().values()) {
        dead += rows.dead().size();
        loaded += rows.loaded();
      }
    }
    assertThat(result.accounting().deadLettered()).isEqualTo(dead);
    assertThat(result.accounting().inserted() + result.accounting().deduplicated())
        .isEqualTo(loaded);
  }

  private void administer(String sql) throws SQLException {
    try (Connection connection = postgres.superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void administer(SqlServerUnderTest server, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.url("master"), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
